"""Running a graph: the interpreter, which is the oracle, and the compiler for NumPy."""
