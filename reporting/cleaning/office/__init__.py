"""Office documents and text: containers of XML and pictures, rebuilt from what may stay. One format, one file."""
