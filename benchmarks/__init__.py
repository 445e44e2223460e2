"""Measures what is claimed of Whither's speed, beside what somebody would do instead.

Decides: what is measured and how a figure is printed. Does not decide: anything that is measured. Not a part of what is
installed.
"""
