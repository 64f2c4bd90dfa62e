"""Our own acoustic model written as a folder that libvosk opens: Kaldi's network, OpenFst's graphs."""
