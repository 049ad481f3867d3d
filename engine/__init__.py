"""Everything that is computed; knows no terminal."""
