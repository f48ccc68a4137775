//! The row of one input: the original and every output, as cells.

use std::path::Path;

use engine::{Limits, Output, Resizer, Warning};
use recipe::{Known, Recipe, output_file_name};

use super::cell::{self, Cell};
use super::label::{bytes, saving, zoom};
use super::layout::{Layout, SPACE};
use super::picture;
use super::strip::Strip;
use crate::arguments::CellSize;
use crate::failure::Failure;
use crate::input;

/// The cells of an input.
pub(super) struct Row {
    cells: Vec<Cell>,
    pub(super) warnings: Vec<Warning>,
}

/// The titles of all columns, as the uppermost strip.
pub(super) fn titles(layout: &Layout, recipe: &Recipe) -> Strip {
    let mut strip = Strip::new(layout.width(), layout.titles_height());
    let outputs = recipe
        .outputs
        .iter()
        .map(|output| output.target.to_string());
    let titles = std::iter::once("original".to_owned()).chain(outputs);
    for (column, text) in (0..).zip(titles) {
        let place = (layout.left(column), SPACE);
        cell::title(&mut strip, place, layout.cell.width, &text);
    }
    strip
}

/// Reads the input and has everything made. What fails is told in its cell.
pub(super) fn make(resizer: &Resizer, path: &Path, recipe: &Recipe, cell: CellSize) -> Row {
    let name = file_name(path);
    let mut warnings = Vec::new();
    let cells = match input::read(path, recipe.limits.file_limit()) {
        Ok(file) => {
            let mut cells = vec![original(resizer, &file, name, recipe.limits, cell)];
            cells.extend(outputs(resizer, &file, path, recipe, cell, &mut warnings));
            // Where nothing can be made of it, one message is enough.
            if matches!(cells[0].content, Some(Err(_))) {
                cells.truncate(1);
            }
            cells
        }
        Err(failure) => vec![Cell::failed(name, failure)],
    };
    Row { cells, warnings }
}

fn file_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

impl Row {
    /// That of an input of which nothing could be read.
    pub(super) fn failed(path: &Path, failure: Failure) -> Self {
        Self {
            cells: vec![Cell::failed(file_name(path), failure)],
            warnings: Vec::new(),
        }
    }

    pub(super) fn failures(&self) -> impl Iterator<Item = &Failure> {
        let contents = self.cells.iter().filter_map(|cell| cell.content.as_ref());
        contents.filter_map(|content| content.as_ref().err())
    }

    pub(super) fn draw(&self, layout: &Layout) -> Strip {
        let mut strip = Strip::new(layout.width(), layout.row_height());
        for (column, cell) in (0..).zip(&self.cells) {
            cell.draw(&mut strip, layout.left(column), layout.cell);
        }
        strip
    }
}

fn original(resizer: &Resizer, file: &[u8], name: String, limits: Limits, size: CellSize) -> Cell {
    let info = match resizer.probe(file) {
        Ok(info) => info,
        Err(error) => return Cell::failed(name, error.into()),
    };
    let limits = Limits {
        // It is for what the recipe makes.
        max_side: None,
        ..limits
    };
    let content = picture::fitting(resizer, file, size, limits);
    let shown = content.as_ref().map_or(info.width, |shown| shown.width);
    Cell {
        zoom: zoom(shown, info.width),
        content: Some(content),
        name,
        detail: format!(
            "{} x {} {}, {}",
            info.width,
            info.height,
            info.format.name(),
            bytes(file.len() as u64)
        ),
        saving: String::new(),
    }
}

fn outputs(
    resizer: &Resizer,
    file: &[u8],
    path: &Path,
    recipe: &Recipe,
    size: CellSize,
    warnings: &mut Vec<Warning>,
) -> Vec<Cell> {
    match resizer.resize(file, &recipe.targets(), recipe.limits) {
        Ok(resized) => {
            warnings.extend(resized.warnings);
            let outputs = recipe.outputs.iter().zip(&resized.outputs);
            outputs
                .map(|(asked, made)| {
                    let name = name(path, asked, made);
                    output(resizer, file.len(), name, made, size)
                })
                .collect()
        }
        Err(error) => {
            let rest = recipe.outputs.iter().skip(1);
            let first = Cell::failed(String::new(), error.into());
            std::iter::once(first)
                .chain(rest.map(|_| Cell::empty(String::new())))
                .collect()
        }
    }
}

fn output(resizer: &Resizer, source: usize, name: String, made: &Output, size: CellSize) -> Cell {
    let limits = Limits {
        // The recipe's limits are for what comes from elsewhere.
        max_pixels: Some(u32::MAX),
        max_file_bytes: Some(u32::MAX),
        ..Limits::default()
    };
    let content = picture::fitting(resizer, &made.data, size, limits);
    let shown = content.as_ref().map_or(made.width, |shown| shown.width);
    let mut detail = format!("{} x {} {}", made.width, made.height, made.format.name());
    if made.frames > 1 {
        detail += &format!(" of {} frames", made.frames);
    }
    Cell {
        zoom: zoom(shown, made.width),
        content: Some(content),
        name,
        detail: format!("{detail}, {}", bytes(made.data.len() as u64)),
        saving: saving(source, made.data.len()),
    }
}

/// What the output would be called: by its key where the recipe has one, else as `thumbox resize` names files.
fn name(path: &Path, asked: &recipe::Output, made: &Output) -> String {
    let source = path.file_name().unwrap_or_default();
    let key = asked.delivery.key.as_ref().and_then(|_| {
        asked.key(&Known {
            key: &source.to_string_lossy(),
            format: Some(made.format),
            size: Some((made.width, made.height)),
            ..Known::default()
        })
    });
    key.unwrap_or_else(|| {
        let name = output_file_name(source, made.format);
        name.to_string_lossy().into_owned()
    })
}
