"""All that the form may touch: sealed parts, dates, hashes of locators, spent tokens. Never plaintext."""
