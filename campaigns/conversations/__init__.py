"""Conversations with residents: what they write is threaded, has an owner and a time, and is answered as it came."""
