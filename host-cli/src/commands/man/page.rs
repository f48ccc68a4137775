//! A manual page of a command.

use std::io::{self, Write};

use clap::{Arg, Command};
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};

/// The program's commands as the pages show them.
pub(super) fn prepared(program: Command) -> Command {
    let mut program = with_aliases(program).disable_help_subcommand(true);
    program.build();
    program
}

/// clap_mangen leaves out the other names of an option, so they become part of what is said about it.
fn with_aliases(command: Command) -> Command {
    command
        .mut_args(named_in_help)
        .mut_subcommands(with_aliases)
}

fn named_in_help(argument: Arg) -> Arg {
    let aliases = argument.get_visible_aliases().unwrap_or_default();
    if aliases.is_empty() {
        return argument;
    }
    let aliases: Vec<String> = aliases.iter().map(|alias| format!("--{alias}")).collect();
    let help = argument.get_help().map(ToString::to_string);
    let help = format!(
        "{} [also: {}]",
        help.unwrap_or_default(),
        aliases.join(", ")
    );
    argument.help(help)
}

/// The file that `man` looks for, such as `thumbox-recipe-check.1`.
pub(super) fn file_name(command: &Command) -> String {
    format!("{}.1", hyphenated(command))
}

fn hyphenated(command: &Command) -> &str {
    command
        .get_display_name()
        .unwrap_or_else(|| command.get_name())
}

/// The page of a command that [`prepared`] has seen.
pub(super) fn render(command: &Command) -> io::Result<String> {
    let man = Man::new(command.clone());
    let mut page = Vec::new();
    // By hand: clap_mangen leaves an empty date out, so that what follows it counts as the date. There is none, so that
    // the pages are the same every day.
    writeln!(
        page,
        ".TH {} 1 \"\" \"Thumbox {}\" \"Thumbox\"",
        hyphenated(command),
        env!("CARGO_PKG_VERSION")
    )?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    if command.has_subcommands() {
        man.render_subcommands_section(&mut page)?;
    }
    let mut end = Roff::new();
    if let Some(text) = command.get_after_long_help().or(command.get_after_help()) {
        after_help(&mut end, &text.to_string());
    }
    see_also(&mut end, command);
    end.to_writer(&mut page)?;
    Ok(String::from_utf8_lossy(&page).into_owned())
}

/// What follows the options in the help: `Title:` with indented lines, which stay lines, or `Exit codes: ` with a
/// sentence. clap_mangen would put all of it into one paragraph.
fn after_help(page: &mut Roff, text: &str) {
    for paragraph in text.split("\n\n") {
        let (title, rest) = paragraph.split_once(':').unwrap_or(("Notes", paragraph));
        page.control("SH", [title.to_uppercase().as_str()]);
        if rest.starts_with('\n') {
            page.control("nf", []);
            for line in rest.lines().skip(1) {
                page.text([roman(line.trim_start())]);
            }
            page.control("fi", []);
        } else {
            page.text([roman(rest.trim())]);
        }
    }
}

/// The pages above and below.
fn see_also(page: &mut Roff, command: &Command) {
    let name = hyphenated(command);
    let above = name.rsplit_once('-').map(|(above, _)| above.to_owned());
    let below = command.get_subcommands().map(|c| hyphenated(c).to_owned());
    let names: Vec<String> = above.into_iter().chain(below).collect();
    if names.is_empty() {
        return;
    }
    page.control("SH", ["SEE ALSO"]);
    let mut line = Vec::new();
    for (index, name) in names.into_iter().enumerate() {
        if index > 0 {
            line.push(roman(", "));
        }
        line.push(bold(name));
        line.push(roman("(1)"));
    }
    page.text(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_examples_stay_lines_and_sentences_flow() {
        let mut page = Roff::new();
        after_help(
            &mut page,
            "Examples:\n  a b   what\n  .c\n\nExit codes: 0 fine,\n1 not.",
        );
        let page = page.to_roff();
        assert_eq!(
            page,
            ".SH EXAMPLES\n.nf\na b   what\n\\&.c\n.fi\n.SH \"EXIT CODES\"\n0 fine,\n1 not.\n"
        );
    }

    #[test]
    fn other_names_of_an_option_are_said() {
        let command = Command::new("it").arg(
            Arg::new("colors")
                .long("colors")
                .visible_alias("colours")
                .help("How many"),
        );
        let page = render(&prepared(command)).unwrap();
        assert!(page.contains("How many [also: \\-\\-colours]"), "{page}");
    }
}
