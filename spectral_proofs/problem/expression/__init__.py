"""From text to SymPy: a whitelisting reader that never evaluates what it reads."""
