"""Our acoustic model as a folder that libvosk opens: Kaldi's network, OpenFst's graphs."""
