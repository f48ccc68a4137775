//! The stack of deploy/template.yaml on the emulator.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::json;

use super::http::Http;
use super::names::{CODE_BUCKET, CODE_KEY, NAME};

/// Parameters of the stack.
const PARAMETERS: [(&str, &str); 5] = [
    ("Name", NAME),
    ("CodeBucket", CODE_BUCKET),
    ("CodeKey", CODE_KEY),
    ("Architecture", "x86_64"),
    // No alarm on the success rate: the emulator has no alarms on what is computed from metrics.
    ("MinSuccessRate", "0"),
];
/// Alarms of the stack, by the ends of their names.
const ALARMS: [&str; 2] = ["failures", "throttles"];

/// Arbitrary; creating the stack takes about a second as well.
const STACK_LIMIT: Duration = Duration::from_secs(120);

/// Creates the stack, with `more` parameters than it always has, and waits for it.
///
/// # Errors
/// Where it is not created; the message has what happened.
pub(super) fn create(http: &Http, template: &str, more: &[(&str, &str)]) -> Result<()> {
    let mut fields = vec![
        ("TemplateBody".to_owned(), template),
        ("Capabilities.member.1".to_owned(), "CAPABILITY_IAM"),
        ("Capabilities.member.2".to_owned(), "CAPABILITY_AUTO_EXPAND"),
    ];
    for (number, (key, value)) in (1..).zip(PARAMETERS.iter().chain(more)) {
        let member = format!("Parameters.member.{number}");
        fields.push((format!("{member}.ParameterKey"), key));
        fields.push((format!("{member}.ParameterValue"), value));
    }
    let fields: Vec<(&str, &str)> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), *value))
        .collect();
    http.cloud_formation("CreateStack", &fields)?;
    let start = Instant::now();
    loop {
        let answer = http.cloud_formation("DescribeStacks", &[])?;
        match element(&answer, "StackStatus") {
            Some("CREATE_COMPLETE") => return Ok(()),
            Some("CREATE_IN_PROGRESS") if start.elapsed() < STACK_LIMIT => {
                thread::sleep(Duration::from_millis(50));
            }
            status => bail!(
                "the stack was not created: {} {}\n{}",
                status.unwrap_or("no status"),
                element(&answer, "StackStatusReason").unwrap_or_default(),
                http.cloud_formation("DescribeStackEvents", &[])?,
            ),
        }
    }
}

/// That people can see what the function does, and are told where it does not.
///
/// # Errors
/// Where the dashboard or an alarm is missing.
pub(super) fn check_monitoring(http: &Http) -> Result<()> {
    let name = format!("thumbox-{NAME}");
    let answer = http.cloud_watch("GetDashboard", &json!({"DashboardName": name}))?;
    let body = answer["DashboardBody"].as_str().unwrap_or_default();
    if !body.contains("ImagesResized") {
        bail!("the dashboard {name} does not show what the function has done: {answer}");
    }
    let answer = http.cloud_watch("DescribeAlarms", &json!({}))?;
    let alarms = answer["MetricAlarms"].as_array().into_iter().flatten();
    let alarms: Vec<&str> = alarms
        .filter_map(|alarm| alarm["AlarmName"].as_str())
        .collect();
    for end in ALARMS {
        let alarm = format!("{name}-{end}");
        if !alarms.contains(&alarm.as_str()) {
            bail!("there is no alarm {alarm}, only {alarms:?}");
        }
    }
    Ok(())
}

/// The text of the first element of this name. Enough for one answer of one emulator.
pub(super) fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_found() {
        let xml = "<a><StackStatus>CREATE_COMPLETE</StackStatus></a>";
        assert_eq!(element(xml, "StackStatus"), Some("CREATE_COMPLETE"));
        assert_eq!(element(xml, "Missing"), None);
    }
}
