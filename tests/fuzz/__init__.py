"""Requests that no page of the site would send, to all of its addresses. docs/decisions/0052"""
