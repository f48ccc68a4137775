//! Files built byte by byte.

mod builder;
mod grids;
mod hostile;
mod real_files;
mod refusals;
mod stills;
mod thumbnails;
mod transforms;
