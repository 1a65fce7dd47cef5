"""Captions: SubRip (SRT) and WebVTT read into cues, and what their texts say."""
