"""Enrolling a whole file from a page: staged, understood, rehearsed, enrolled page by page, and undone.

``staging`` reads the file into sealed pages; ``columns`` says what its columns are; ``engine`` rehearses and enrols;
``undoing`` takes it back; ``acts`` is what an officer may ask for, and ``queue`` hands it to the workers.
"""
