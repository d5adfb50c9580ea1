"""What came of news and events, as the office and the district count it."""
