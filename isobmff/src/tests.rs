//! Files built byte by byte.

mod builder;
mod c2pa;
mod grids;
mod hostile;
mod real_files;
mod refusals;
mod stills;
mod thumbnails;
mod transforms;
