//! What every component has to be, whoever wrote it: without imports, and the same on every processor.

use anyhow::{Context, Result, bail};
use wasmparser::{Parser, Payload, Validator, WasmFeatures};

/// A component imports nothing and has no relaxed SIMD.
///
/// # Errors
/// Naming what it imports, or the instruction.
pub(super) fn check(component: &[u8]) -> Result<()> {
    // How many modules and components the current payload lies in, below the outermost one. What an inner one imports
    // comes from the outer one, as the validator holds: that is how exported types are named, and how the destructor of a
    // resource is found.
    let mut depth = 0;
    for payload in Parser::new(0).parse_all(component) {
        let import = match payload? {
            Payload::ModuleSection { .. } | Payload::ComponentSection { .. } => {
                depth += 1;
                None
            }
            Payload::End(_) => {
                depth -= 1;
                None
            }
            Payload::ComponentImportSection(imports) if depth == 0 => {
                let first = imports.into_iter().next();
                first.transpose()?.map(|import| import.name.name)
            }
            Payload::ImportSection(imports) if depth == 0 => {
                let first = imports.into_imports().next();
                first.transpose()?.map(|import| import.module)
            }
            _ => None,
        };
        if let Some(name) = import {
            bail!("the component imports {name}; it must import nothing");
        }
    }
    Validator::new_with_features(WasmFeatures::all() - WasmFeatures::RELAXED_SIMD)
        .validate_all(component)
        .context("the component has instructions whose results may differ between processors")?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_with_an_import_is_refused() {
        // (component (import "clock" (func)))
        let component = [
            0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, // magic, component version
            0x07, 0x05, 0x01, 0x40, 0x00, 0x01,
            0x00, // type section: a function without parameters or result
            0x0a, 0x0a, 0x01, 0x00, 0x05, b'c', b'l', b'o', b'c', b'k', 0x01,
            0x00, // import section
        ];
        let error = check(&component).unwrap_err();
        assert!(error.to_string().contains("imports clock"), "{error:#}");
    }

    #[test]
    fn a_module_with_an_import_is_refused() {
        // (module (import "env" "f" (func)))
        let module = [
            0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, module version
            0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type section
            0x02, 0x09, 0x01, 0x03, b'e', b'n', b'v', 0x01, b'f', 0x00,
            0x00, // import section
        ];
        assert!(
            check(&module)
                .unwrap_err()
                .to_string()
                .contains("must import nothing")
        );
    }

    #[test]
    fn relaxed_simd_is_refused() {
        // A function with i8x16.relaxed_swizzle (0xfd 0x100) on two zero vectors.
        let mut body = vec![0x00];
        for _ in 0..2 {
            body.extend([0xfd, 0x0c]);
            body.extend([0; 16]);
        }
        body.extend([0xfd, 0x80, 0x02, 0x1a, 0x0b]); // relaxed_swizzle, drop, end
        let mut module = vec![
            0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, // magic, module version
            0x01, 0x04, 0x01, 0x60, 0x00, 0x00, // type section
            0x03, 0x02, 0x01, 0x00, // function section
        ];
        module.extend([0x0a, body.len() as u8 + 2, 0x01, body.len() as u8]);
        module.extend(&body);
        let error = check(&module).unwrap_err();
        assert!(
            error.to_string().contains("may differ between processors"),
            "{error:#}"
        );
        assert!(format!("{error:#}").contains("relaxed"), "{error:#}");
    }
}
