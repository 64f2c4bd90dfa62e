"""The rules of a session: what the coach does, and when, in samples.

``Session`` is a pure state machine: events in through ``handle(event, now)``, actions out, each with its
frame; ``next_deadline`` says when it wants to be called again. No clock, thread or device.

A session walks through *phases* (opening, position, gap, sweep, search, hold, closing, ...). A phase ends
when its clock has run or, without one, when its words are said. An *overlay* (paused, confirm, side) stops
the phase's clock. The *state*, which decides what can be said, is the overlay or follows from the phase.

Speech has one mouth: *guide* sentences hold the phase's clock; *answers* respond to commands and go first;
*asides* are said inside a phase if they fit.

Undo is a stack of earlier, immutable states with halted clocks.
"""
