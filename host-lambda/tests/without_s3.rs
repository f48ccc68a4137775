//! What the function says where there is nothing to read: wrong settings, foreign events, no S3, a loop.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use common::function::Function;
use local_aws::Answer;
use serde_json::{Value, json};

/// Nothing listens on this port of the loopback interface.
const NO_S3: [(&str, &str); 3] = [
    ("AWS_ENDPOINT_URL", "http://127.0.0.1:9"),
    ("AWS_ACCESS_KEY_ID", "demo"),
    ("AWS_SECRET_ACCESS_KEY", "demo"),
];

fn upload() -> Value {
    json!({"Records": [{
        "eventVersion": "2.6", "eventSource": "aws:s3", "eventName": "ObjectCreated:Put",
        "s3": {"bucket": {"name": "images"}, "object": {"key": "a.jpg"}},
    }]})
}

#[test]
fn a_wrong_variable_is_an_error_of_the_start_that_names_it() {
    let function = Function::start(&[("THUMBOX_FORMAT", "avif")]);
    let Answer::InitError(error) = function.answer() else {
        panic!("the function started");
    };
    assert_eq!(
        error,
        json!({
            "errorType": "Thumbox.Init",
            "errorMessage": "THUMBOX_FORMAT is \"avif\"; expected one of auto, jpeg, png, webp, gif, raster",
        })
    );
}

#[test]
fn a_variable_that_means_nothing_is_an_error_of_the_start() {
    let rows = [
        (
            "THUMBOX_NOTIFY",
            "thumbs",
            "THUMBOX_NOTIFY is \"thumbs\"; expected the ARN of a topic",
        ),
        (
            "THUMBOX_DEST_OWNER",
            "1234",
            "THUMBOX_DEST_OWNER is \"1234\"; expected the 12 digits",
        ),
        (
            "THUMBOX_RECIPES",
            "web",
            "THUMBOX_RECIPES is \"web\"; expected an object in JSON",
        ),
        (
            "THUMBOX_RECIPES",
            r#"{"Web": "web"}"#,
            "THUMBOX_RECIPES is \"Web\"; expected an object in JSON",
        ),
        (
            "THUMBOX_RECIPES",
            r#"{"small": {"output": {"width": 0}}}"#,
            "THUMBOX_RECIPES, \"small\": line 1, column 20: width is 0; expected",
        ),
        (
            "THUMBOX_BUCKETS",
            r#"{"photos": {"recipes": "web"}}"#,
            "THUMBOX_BUCKETS is \"recipes\"; expected an object in JSON",
        ),
        (
            "THUMBOX_BUCKETS",
            r#"{"photos": {"destination": "{bucket}"}}"#,
            "THUMBOX_BUCKETS, \"photos\": the destination bucket",
        ),
    ];
    for (name, value, message) in rows {
        let mut variables = NO_S3.to_vec();
        variables.push((name, value));
        let function = Function::start(&variables);
        let Answer::InitError(error) = function.answer() else {
            panic!("the function started with {value}");
        };
        let told = error["errorMessage"].as_str().unwrap();
        assert!(told.starts_with(message), "{told}");
    }
}

#[test]
fn a_wrong_recipe_is_an_error_of_the_start_that_says_where_it_is_wrong() {
    let rows = [
        (
            "{\n  \"output\": {\"fit\": \"stretch\"}\n}",
            "line 2, column 21: fit is \"stretch\"; expected one of inside, outside, cover, cover-down, contain, fill",
        ),
        (
            "# ours\n[output]\nfit = \"stretch\"",
            "line 3, column 7: fit is \"stretch\"; expected one of inside, outside, cover, cover-down, contain, fill",
        ),
        (
            " output.quality = 0",
            "line 1, column 19: quality is 0; expected a whole number from 1 to 100, auto, or a score from 30 to 95 such as score=75",
        ),
    ];
    for (recipe, message) in rows {
        let function = Function::start(&[("THUMBOX_RECIPE", recipe)]);
        let Answer::InitError(error) = function.answer() else {
            panic!("the function started with {recipe}");
        };
        assert_eq!(
            error,
            json!({
                "errorType": "Thumbox.Init",
                "errorMessage": format!("THUMBOX_RECIPE is not a valid recipe: {message}"),
            })
        );
    }
}

#[test]
fn the_log_names_the_component_when_the_function_starts() {
    let function = Function::start(&NO_S3);
    // It has started when it answers.
    function.invoke(json!({}));
    function.invoke(json!({}));
    let recipe = recipe::Recipe::read("{}").unwrap();
    let digest = recipe::recipe_digest(&recipe.outputs[0], &recipe.limits);
    let codecs: Vec<String> = engine::codecs()
        .map(|codec| format!("{} {}", codec.name, codec.sha256))
        .collect();
    let expected = json!({
        "message": "started",
        "version": env!("CARGO_PKG_VERSION"),
        "component": engine::COMPONENT_SHA256,
        "codecs": codecs.join(", "),
        "recipe": &digest[..16],
    });
    assert_eq!(function.records("message", "started"), [expected]);
}

/// Lambda's own filter goes by `level`, and drops no metrics, because the program keeps to the level itself.
#[test]
fn the_log_has_levels_and_metrics_have_none() {
    let function = Function::start(&NO_S3);
    function.invoke(json!({"Service": "Amazon S3", "Event": "s3:TestEvent"}));
    function.invoke(upload());
    let lines = function.lines();
    let levels: Vec<&str> = lines
        .iter()
        .filter_map(|line| line["level"].as_str())
        .collect();
    // The function's line and the runtime's.
    assert_eq!(levels, ["INFO", "INFO", "ERROR", "ERROR"]);
    for line in lines.iter().filter(|line| line.get("_aws").is_none()) {
        let time = line["timestamp"].as_str().expect("a time");
        assert!(time.starts_with("20") && time.ends_with('Z'), "{time}");
        assert!(line.get("span").is_none() && line.get("spans").is_none());
        assert!(line.to_string().len() < 600, "{line}");
    }
    assert_eq!(function.metrics().len(), 2);

    let mut variables = NO_S3.to_vec();
    variables.push(("THUMBOX_LOG_LEVEL", "ERROR"));
    let function = Function::start(&variables);
    function.invoke(upload());
    let levels: Vec<Value> = (function.lines().iter())
        .filter_map(|line| line.get("level").cloned())
        .collect();
    assert_eq!(levels, ["ERROR", "ERROR"]);
    assert_eq!(function.metrics().len(), 1);
}

#[test]
fn a_foreign_event_fails_and_says_what_it_is() {
    let function = Function::start(&NO_S3);
    let Answer::Error(error) = function.invoke(json!({"source": "aws.ec2", "detail": {}})) else {
        panic!("the event was acknowledged");
    };
    assert_eq!(error["errorType"], "Thumbox.Event");
    assert_eq!(
        error["errorMessage"],
        "expected an event of S3 (a notification, alone or from SNS, SQS or EventBridge), a task of S3 Batch Operations, or {\"bucket\", \"key\"}; found an object with [detail, source]"
    );
}

#[test]
fn the_test_event_is_acknowledged() {
    let function = Function::start(&NO_S3);
    let answer = function.invoke(json!({"Service": "Amazon S3", "Event": "s3:TestEvent"}));
    assert!(matches!(answer, Answer::Response(_)), "{answer:?}");
}

#[test]
fn a_storage_out_of_reach_fails_the_invocation_so_that_it_is_repeated() {
    let function = Function::start(&NO_S3);
    let Answer::Error(error) = function.invoke(upload()) else {
        panic!("the event was acknowledged");
    };
    assert_eq!(error["errorType"], "Thumbox.Transient");
}

#[test]
fn time_that_runs_out_is_reported_before_lambda_ends_the_function() {
    // Takes connections and never says a word.
    let silent = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let endpoint = format!("http://{}", silent.local_addr().unwrap());
    let mut variables = NO_S3.to_vec();
    variables.push(("AWS_ENDPOINT_URL", &endpoint));
    let function = Function::start(&variables);

    let time = Duration::from_secs(2);
    let answers_in_time = || {
        let start = Instant::now();
        let Answer::Error(error) = function.invoke_within(time, upload()) else {
            panic!("the event was acknowledged");
        };
        assert_eq!(error["errorType"], "Thumbox.Transient");
        start.elapsed() < time
    };
    // Half a second before is long, but a busy machine may still put the function aside for that.
    assert!((0..3).any(|_| answers_in_time()));
    assert_eq!(function.decisions("failed")[0]["kind"], "out-of-time");
}

#[test]
fn a_thumbnail_never_goes_where_the_upload_is() {
    let mut variables = NO_S3.to_vec();
    variables.push(("THUMBOX_DEST_BUCKET", "images"));
    let function = Function::start(&variables);
    let Answer::Error(error) = function.invoke(upload()) else {
        panic!("the event was acknowledged");
    };
    assert_eq!(error["errorType"], "Thumbox.Configuration");
    assert_eq!(
        function.decisions("failed")[0]["kind"],
        "destination-is-source"
    );
}

/// Answers every request with this status, and nothing else.
fn runtime_api_of(status: &'static str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let address = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        for mut client in listener.incoming().flatten() {
            let request = BufReader::new(client.try_clone().unwrap());
            let _head = request
                .lines()
                .find(|line| line.as_ref().is_ok_and(String::is_empty));
            let _ = write!(client, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
        }
    });
    address
}

#[test]
fn a_runtime_api_that_gives_no_event_ends_the_process_with_a_line() {
    let nobody = "127.0.0.1:9".to_owned();
    let rows = [
        (
            runtime_api_of("500 Internal Server Error"),
            "the Runtime API gave no event; this process ends, and Lambda starts another",
        ),
        (nobody, "the Runtime API cannot be asked for events"),
    ];
    for (address, message) in rows {
        let ended = Command::new(env!("CARGO_BIN_EXE_bootstrap"))
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", address)
            .env("AWS_LAMBDA_FUNCTION_NAME", "thumbox")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "1769")
            .env("AWS_REGION", "us-east-1")
            .envs(NO_S3)
            .output()
            .unwrap();
        assert_eq!(ended.status.code(), Some(1));
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "");
        let log = String::from_utf8(ended.stdout).unwrap();
        let lines: Vec<Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!(lines.len(), 2, "{log}");
        assert_eq!(lines[1]["fields"]["message"], message);
        assert!(lines[1]["fields"]["error"].is_string(), "{log}");
    }
}
