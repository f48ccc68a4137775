//! Running the module of `resizer-wasm/simd-twins`: bytes go in, and bytes come out.

use wasmtime::{Engine, Instance, Memory, Module, Store, TypedFunc};

use super::{Level, engine_for};
use crate::LoadError;

/// A module that exports `input`, `run` and `output`, compiled as the component is.
pub struct CaseRunner {
    engine: Engine,
    module: Module,
    running: Running,
}

struct Running {
    store: Store<()>,
    memory: Memory,
    input: TypedFunc<u32, u32>,
    run: TypedFunc<u32, u32>,
    output: TypedFunc<(), u32>,
}

impl CaseRunner {
    /// Compiles the module for processors of `level`, of which this one has to be.
    ///
    /// # Errors
    /// Where the module is not such a module, or this processor is not of that level.
    pub fn new(module: &[u8], level: Level) -> Result<Self, LoadError> {
        let engine = engine_for(Some(level))?;
        let module = Module::new(&engine, module)?;
        let running = Running::start(&engine, &module)?;
        Ok(Self {
            engine,
            module,
            running,
        })
    }

    /// What the case with this number makes of the input.
    ///
    /// # Errors
    /// Where the module stops; the next call gets a fresh instance.
    pub fn run(&mut self, case: u32, input: &[u8]) -> Result<Vec<u8>, LoadError> {
        let made = self.running.run(case, input);
        if made.is_err() {
            self.running = Running::start(&self.engine, &self.module)?;
        }
        Ok(made?)
    }
}

impl Running {
    fn start(engine: &Engine, module: &Module) -> Result<Self, LoadError> {
        let mut store = Store::new(engine, ());
        store.set_epoch_deadline(1);
        let instance = Instance::new(&mut store, module, &[])?;
        let memory = instance.get_memory(&mut store, "memory");
        Ok(Self {
            memory: memory.ok_or_else(|| LoadError::Runtime {
                reason: "the module exports no memory".to_owned(),
            })?,
            input: instance.get_typed_func(&mut store, "input")?,
            run: instance.get_typed_func(&mut store, "run")?,
            output: instance.get_typed_func(&mut store, "output")?,
            store,
        })
    }

    fn run(&mut self, case: u32, input: &[u8]) -> wasmtime::Result<Vec<u8>> {
        let store = &mut self.store;
        let place = self.input.call(&mut *store, input.len() as u32)?;
        self.memory.write(&mut *store, place as usize, input)?;
        let length = self.run.call(&mut *store, case)?;
        let place = self.output.call(&mut *store, ())?;
        let mut output = vec![0; length as usize];
        self.memory.read(&*store, place as usize, &mut output)?;
        Ok(output)
    }
}
