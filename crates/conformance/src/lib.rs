//! Takes every planned trial from case to verdict.
