"""The paper desk: from a box of forms to people enrolled, with every form accounted for."""
