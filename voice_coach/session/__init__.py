"""The rules of a session: what the coach does and when, in samples.

``Session`` is a pure state machine: ``handle(event, now)`` gives actions with their frames; ``next_deadline``
says when to call again.

*Phases* (opening, position, gap, sweep, search, hold, closing, ...) end when their clock has run or, without
one, their words are said. An *overlay* (paused, confirm, side) stops the clock. The *state*, which decides
what can be said, follows from both.

*Guide* sentences hold the phase's clock; *answers* to commands go first; *asides* are said inside a phase if
they fit.

Undo is a stack of earlier states with halted clocks.
"""
