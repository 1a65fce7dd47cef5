"""Uploads to video platforms and pre-signed URLs: resumed, never done twice."""
