"""Reading sound that other people's programs wrote: any kind of file, told by its content and not its name.

Nothing a file says of itself is believed: sound is read until a read comes up short, and limits count what
was read. libsndfile reads what it knows; an ffmpeg program, if one is installed, reads the rest.
"""
