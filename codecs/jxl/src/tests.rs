//! Files of tests/make_jxl.py, and files that are made here.

mod files;
mod hostile;
mod lf;
mod pixels;
mod requests;
