//! What commands share that make outputs of files, or make them again.

pub(crate) mod budget;
pub(crate) mod collisions;
pub(crate) mod ending;
pub(crate) mod input_list;
pub(crate) mod left_out;
pub(crate) mod naming;
pub(crate) mod note;
pub(crate) mod noted;
pub(crate) mod path_text;
pub(crate) mod picture;
pub(crate) mod picture_file;
pub(crate) mod printing;
pub(crate) mod removal;
pub(crate) mod reproduction;
pub(crate) mod scope;
pub(crate) mod thumbnail;
mod up_to_date;
mod version;
pub(crate) mod work;
pub(crate) mod workers;
mod writing;
