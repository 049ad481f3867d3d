"""Everything that answers like a language model, behind one protocol."""
