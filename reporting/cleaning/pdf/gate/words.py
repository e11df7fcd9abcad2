"""Every key and every name that may stand in a cleaned document (ISO 32000-1). What is not here is refused."""

import re

KEYS = frozenset(
    b"A AIS Annots AntiAlias Ascent AvgWidth B BBox BC BM BS Background BaseEncoding BaseFont BitsPerComponent "
    b"BitsPerCoordinate BitsPerFlag BitsPerSample BlackIs1 BlackPoint Border Bounds C C0 C1 CA CIDSystemInfo "
    b"CIDToGIDMap CS CapHeight CharProcs ColorSpace ColorTransform Colors Columns Contents Coords Count D DW DW2 "
    b"DamagedRowsBeforeError Decode DecodeParms DescendantFonts Descent Dest Differences Domain Encode "
    b"EncodedByteAlign Encoding EndOfBlock EndOfLine ExtGState Extend F FL Filter FirstChar Flags Font FontBBox "
    b"FontDescriptor FontFile "
    b"FontFile2 FontFile3 FontMatrix FontName FontStretch FontWeight Function FunctionType Functions G Gamma Group "
    b"Height I ImageMask Intent Interpolate ItalicAngle JBIG2Globals K Kids LC LJ LW LastChar Leading Length Length1 "
    b"Length2 Length3 ML Mask Matrix Matte MaxWidth MediaBox MissingWidth N OP OPM Ordering Pages PaintType Parent "
    b"Pattern PatternType Predictor QuadPoints Range Rect Registry Resources Rotate Rows S SA SM SMask SMaskInData "
    b"Shading ShadingType Size StemH StemV Subtype Supplement TK TR TilingType ToUnicode Type URI UserUnit "
    b"VerticesPerRow W W2 WhitePoint Width Widths XHeight XObject XStep YStep ca op".split()
)
RESOURCE = re.compile(rb"[XFGCPS][0-9]{1,6}")
GLYPH = re.compile(rb"[A-Za-z0-9._+-]{1,127}")
FACE = re.compile(rb"(?:[A-Z]{6}\+)?[A-Za-z0-9._,+-]{1,127}")
FREE = {b"BaseFont": FACE, b"FontName": FACE, b"Differences": GLYPH, b"Encoding": GLYPH, b"ToUnicode": GLYPH}
NAMES = frozenset(
    b"Annot Catalog Encoding Font FontDescriptor Group Page Pages XObject Pattern Link URI Form Image Type0 Type1 "
    b"MMType1 TrueType Type3 CIDFontType0 CIDFontType2 Type1C CIDFontType0C OpenType FlateDecode DCTDecode JPXDecode "
    b"CCITTFaxDecode JBIG2Decode DeviceGray DeviceRGB DeviceCMYK CalGray CalRGB Lab Indexed Separation DeviceN None "
    b"All Cyan Magenta Yellow Black Transparency Luminosity Alpha Identity WinAnsiEncoding MacRomanEncoding "
    b"MacExpertEncoding UltraCondensed ExtraCondensed Condensed SemiCondensed Normal SemiExpanded Expanded "
    b"ExtraExpanded UltraExpanded Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight "
    b"SoftLight Difference Exclusion Hue Saturation Color Luminosity AbsoluteColorimetric RelativeColorimetric "
    b"Saturation Perceptual XYZ Fit FitH FitV FitR FitB FitBH FitBV S D B I U".split()
)
INK = re.compile(rb"Ink[0-9]{1,2}")
ADDRESS = re.compile(rb"(?i:https?://|mailto:)[!-~]+")
COLLECTIONS = frozenset((b"Adobe", b"Identity", b"Japan1", b"Japan2", b"GB1", b"CNS1", b"Korea1", b"KR", b"UCS"))
FONT_FILES = frozenset((b"FontFile", b"FontFile2", b"FontFile3"))
