"""The rules of a session: what the coach does, and when, counted in samples.

Theory of operation
-------------------
``Session`` is a pure state machine. Events come in through one door, ``handle(event, now)``; actions come
out, each with the frame at which it is due; ``next_deadline`` says when the session wants to be called again
if nothing happens before. There is no clock, thread or device here: a test counts the frames up by hand, the
engine counts them by rendering sound.

A session walks through *phases* (opening, position, gap, sweep, search, hold, closing, ...). A phase ends
when its clock has run its length or, where it has none, when its words are said. On top of the phase may lie
an *overlay* (paused, confirm, side) during which the phase's clock stands still. The *state*, which decides
what can be said, is the overlay if there is one and follows from the phase otherwise.

Speech has one mouth. *Guide* sentences belong to the phase and hold its clock until they are said; *answers*
respond to a command and go first; *asides* are said inside a running phase where they fit, otherwise not at
all.

Undo is a stack of earlier states: they are immutable, and their clocks are halted when they are put away, so
taking one out again restores the time to the frame.
"""
