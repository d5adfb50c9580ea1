"""The administrator's and the auditor's pages: who may do what, and who looked at whom."""
