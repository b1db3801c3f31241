//! `graftbook devices`: which serial ports there are, and what a device on one of them sends.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use serde_json::{Value as Json, json};

use super::context::{CommandResult, Context, Failure, Printed};
use super::screen;
use device::{Bits, Event, Found, Heard, Line, PortInfo, Protocol, Role, Settings, Unfit, Unit};
use domain::Invalid;

/// Without a command, the ports are listed.
#[derive(Args)]
pub(super) struct Devices {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// List the serial ports, and what answers on them
    List(List),
    /// Show what a device sends: as it arrives, and as it is understood
    Test(Test),
}

#[derive(Args, Default)]
struct List {
    /// Ask the device on each port for its value, in every protocol: some seconds a port. Other machines on serial
    /// ports get these bytes too
    #[arg(long)]
    ask: bool,
}

#[derive(Args)]
struct Test {
    /// Name of the port: /dev/ttyUSB0, COM3
    #[arg(value_name = "PORT")]
    port: String,
    /// What the device speaks: mt-sics, sartorius-sbi, digimatic, plain
    #[arg(long, value_name = "PROTOCOL")]
    protocol: Protocol,
    /// Bits per second
    #[arg(long, value_name = "BITS", default_value_t = Settings::USUAL_SPEED)]
    speed: u32,
    /// Data bits, parity, stop bits
    #[arg(long, value_name = "8N1|7E2", default_value_t)]
    bits: Bits,
    /// The unit of values that are sent without one: mm, in, g, mg, kg, oz
    #[arg(long, value_name = "UNIT")]
    unit: Option<Unit>,
    /// Ask the device for its value; else it is waited for what it sends by itself, or by its key
    #[arg(long)]
    ask: bool,
    /// How long to listen, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    seconds: u64,
    /// End after this number of lines
    #[arg(long, value_name = "N")]
    lines: Option<usize>,
}

impl Devices {
    pub(super) fn run(&self, ctx: &Context) -> CommandResult {
        match &self.command {
            None => List::default().run(ctx),
            Some(Command::List(args)) => args.run(ctx),
            Some(Command::Test(args)) => args.run(ctx),
        }
    }
}

impl List {
    fn run(&self, ctx: &Context) -> CommandResult {
        let ports = device::ports().map_err(|why| unusable("serial ports", "", &why))?;
        let answers: Vec<Option<Result<Option<Found>, String>>> = ports
            .iter()
            .map(|port| {
                self.ask
                    .then(|| device::probe(&port.name).map_err(|why| why.to_string()))
            })
            .collect();
        if ctx.json {
            let data = ports
                .iter()
                .zip(&answers)
                .map(|(port, answer)| as_json(port, answer.as_ref()));
            return screen::json(&data.collect::<Vec<_>>()).done();
        }
        if ports.is_empty() {
            let text =
                "no serial ports: plug the device in, and its adapter; a keyboard wedge needs none";
            return screen::say(text).done();
        }
        let rows = ports.iter().zip(&answers).map(|(port, answer)| {
            let mut row = vec![
                port.name.clone(),
                or_dash(port.short_name.as_deref()),
                or_dash_text(&port.product),
            ];
            row.extend(answer.as_ref().map(in_words));
            row
        });
        let mut headings = vec!["port", "now", "device"];
        headings.extend(self.ask.then_some("answers"));
        screen::say(&screen::table(&headings, &[], rows.collect())).done()?;
        let next = "`graftbook devices test PORT --protocol mt-sics` shows what arrives; balance_port and caliper_port in \
                    config.toml put a device to use";
        screen::remark(next).done()
    }
}

fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("–").to_owned()
}

fn or_dash_text(text: &str) -> String {
    or_dash(Some(text).filter(|text| !text.is_empty()))
}

/// What a port answered.
fn in_words(answer: &Result<Option<Found>, String>) -> String {
    match answer {
        Ok(Some(found)) => format!(
            "{} at {} {}: {}",
            found.protocol,
            found.speed,
            found.bits,
            found.answer.trim()
        ),
        Ok(None) => "nothing; a device that only sends by its own key is silent".into(),
        Err(why) => why.clone(),
    }
}

fn as_json(port: &PortInfo, answer: Option<&Result<Option<Found>, String>>) -> Json {
    let mut data = json!({ "port": port.name, "now": port.short_name, "device": port.product });
    match answer {
        None => {}
        Some(Ok(None)) => data["answer"] = Json::Null,
        Some(Ok(Some(found))) => {
            data["answer"] = json!({
                "protocol": found.protocol.name(),
                "speed": found.speed,
                "bits": found.bits.to_string(),
                "line": found.answer,
            });
        }
        Some(Err(why)) => data["error"] = json!(why),
    }
    data
}

fn unusable(what: &'static str, value: &str, why: &str) -> Failure {
    let hint = "`graftbook devices` lists the ports";
    Invalid::new(what, value, why.to_owned(), hint).into()
}

impl Test {
    fn run(&self, ctx: &Context) -> CommandResult {
        let settings = self.settings()?;
        let (tell, events) = channel();
        let port = &self.port;
        if !ctx.json {
            let (speed, bits, protocol) = (self.speed, self.bits, self.protocol);
            let seconds = self.seconds;
            let text =
                format!("{port}: {protocol} at {speed} {bits}, for {seconds} s; Ctrl-C ends");
            screen::remark(&text).done()?;
        }
        let watch = device::watch(settings, move |event, _| tell.send(event).is_ok());
        let ends = Instant::now() + Duration::from_secs(self.seconds);
        let mut lines = 0;
        while self.lines.is_none_or(|most| lines < most)
            && let Some(event) = next(&events, ends)
        {
            match event {
                Event::Connected => {
                    if self.ask {
                        watch.ask();
                    }
                }
                Event::Absent(why) => {
                    return Err(unusable(
                        "port",
                        port,
                        &format!("cannot be listened on: {why}"),
                    ));
                }
                Event::Unanswered => screen::remark("no answer yet").done()?,
                Event::Sent(line) => {
                    lines += 1;
                    self.show(ctx, &line)?;
                    if self.ask {
                        watch.ask();
                    }
                }
            }
        }
        if lines == 0 && !ctx.json {
            let text = "nothing arrived: check cable, speed and bits, or press the key of the device that sends";
            screen::remark(text).done()?;
        }
        Ok(())
    }

    fn settings(&self) -> Result<Settings, Failure> {
        let role = match self.protocol {
            Protocol::Digimatic => Role::Caliper,
            _ => self.unit.map_or(Role::Balance, Unit::role),
        };
        let speed = Settings::check_speed(self.speed);
        let speed = speed
            .map_err(|why| Invalid::new("speed", self.speed.to_string(), why, "such as 9600"))?;
        Ok(Settings {
            role,
            port: self.port.clone(),
            protocol: self.protocol,
            speed,
            bits: self.bits,
            unit: self.unit,
        })
    }

    /// Prints a line as it arrived and as it is understood.
    fn show(&self, ctx: &Context, line: &Line) -> CommandResult {
        let meaning = self.meaning(line);
        if ctx.json {
            return screen::json_line(&json!({ "raw": line.raw, "understood": meaning })).done();
        }
        screen::say(&format!("{:<24} {meaning}", line.raw)).done()
    }

    fn meaning(&self, line: &Line) -> String {
        let text = match &line.heard {
            None => "no value",
            Some(Heard::Unsteady) => "not stable yet",
            Some(Heard::Overload) => "overload",
            Some(Heard::Underload) => "underload",
            Some(Heard::Busy) => "busy, or no stable value in time",
            Some(Heard::Failed(error)) => return format!("the device reports the error {error}"),
            Some(Heard::NotUnderstood) => return format!("not understood as {}", self.protocol),
            Some(Heard::Value(value)) => {
                let role = value.unit().or(self.unit).map(Unit::role);
                return match role.map(|role| value.measured(role, self.unit)) {
                    Some(Ok(measured)) => measured.text,
                    Some(Err(Unfit::OtherUnit(_))) => {
                        format!("{value}, whose decimals are not those of the unit that is set")
                    }
                    Some(Err(_)) | None => format!("{value} without a unit: give it with --unit"),
                };
            }
        };
        text.to_owned()
    }
}

/// How often Ctrl-C is looked for.
const PACE: Duration = Duration::from_millis(30);

/// The next event before a time, or before Ctrl-C, which is the usual end here.
fn next(events: &Receiver<Event>, ends: Instant) -> Option<Event> {
    loop {
        let rest = ends.saturating_duration_since(Instant::now());
        match events.recv_timeout(rest.min(PACE)) {
            Ok(event) => return Some(event),
            Err(RecvTimeoutError::Timeout) if rest > PACE && !app::interruption::is_raised() => {}
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
        }
    }
}
