use super::*;
use crate::instance::INSTANCES;

const NOW: u64 = 1_700_000_000_000;

fn key(terminal: &mut Terminal, keysym: u32) -> Effect {
    let effect = terminal.input(Input::Key { down: true, keysym }, NOW);
    terminal.input(Input::Key { down: false, keysym }, NOW);
    effect
}

fn type_line(terminal: &mut Terminal, line: &str) -> Effect {
    for character in line.bytes() {
        key(terminal, character.into());
    }
    key(terminal, keysym::RETURN)
}

/// The last lines with something on them.
fn tail(terminal: &Terminal, count: usize) -> Vec<String> {
    let text = terminal.screen().text();
    let lines: Vec<_> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    lines[lines.len() - count..].to_vec()
}

#[test]
fn the_screen_says_simulator_and_which_machine_it_is() {
    for instance in &INSTANCES {
        let terminal = Terminal::new(instance);
        let text = terminal.screen().text();
        assert_eq!(text.lines().count(), ROWS);
        let title = text.lines().next().unwrap();
        assert!(title.contains("vncurl simulator") && title.contains(instance.id), "{title}");
        assert!(title.ends_with("not a real cloud"), "{title}");
        let prompt = if instance.windows { "C:\\>" } else { ":~#" };
        assert!(tail(&terminal, 1)[0].ends_with(prompt));
    }
}

#[test]
fn keys_are_echoed_corrected_and_answered() {
    let mut terminal = Terminal::new(&INSTANCES[0]);
    for character in b"idx" {
        key(&mut terminal, (*character).into());
    }
    key(&mut terminal, keysym::BACKSPACE);
    assert_eq!(tail(&terminal, 1), ["root@ins-demo0001:~# id"]);
    key(&mut terminal, keysym::RETURN);
    let expected = "ins-demo0001, tencent-cvm, ap-guangzhou";
    assert_eq!(tail(&terminal, 2), [expected, "root@ins-demo0001:~#"]);
    type_line(&mut terminal, "date");
    assert!(tail(&terminal, 2)[0].starts_with("2023-11-14T22:13:20Z"));
    type_line(&mut terminal, "  rm -rf /");
    assert!(tail(&terminal, 2)[0].starts_with("rm: unknown here"));
    type_line(&mut terminal, "help");
    for word in ["help", "date", "id", "exit"] {
        assert!(tail(&terminal, 7).iter().any(|line| line.starts_with(word)), "{word}");
    }
}

#[test]
fn backspace_does_not_eat_the_prompt_and_a_line_does_not_leave_its_row() {
    let mut terminal = Terminal::new(&INSTANCES[0]);
    key(&mut terminal, keysym::BACKSPACE);
    assert_eq!(tail(&terminal, 1), ["root@ins-demo0001:~#"]);
    let before = terminal.screen().text().lines().filter(|line| !line.is_empty()).count();
    for _ in 0..500 {
        key(&mut terminal, b'x'.into());
    }
    let text = terminal.screen().text();
    assert_eq!(text.lines().filter(|line| !line.is_empty()).count(), before);
    assert_eq!(tail(&terminal, 1)[0].len(), COLUMNS - 1);
}

#[test]
fn the_title_stays_while_the_rest_scrolls() {
    let mut terminal = Terminal::new(&INSTANCES[0]);
    let title = terminal.screen().text().lines().next().unwrap().to_owned();
    for _ in 0..50 {
        type_line(&mut terminal, "help");
    }
    let text = terminal.screen().text();
    assert_eq!(text.lines().next().unwrap(), title);
    assert_eq!(tail(&terminal, 1), ["root@ins-demo0001:~#"]);
    type_line(&mut terminal, "clear");
    assert_eq!(tail(&terminal, 2), [title, "root@ins-demo0001:~#".to_owned()]);
}

#[test]
fn exit_and_control_d_leave_and_the_next_visitor_is_greeted() {
    let mut terminal = Terminal::new(&INSTANCES[0]);
    let fresh = terminal.screen();
    assert_eq!(type_line(&mut terminal, "id"), Effect::None);
    assert_eq!(type_line(&mut terminal, "exit"), Effect::Exit);
    assert_eq!(terminal.screen(), fresh);
    let control = |terminal: &mut Terminal, letter: u8| {
        terminal.input(Input::Key { down: true, keysym: keysym::CONTROL_LEFT }, NOW);
        let effect = key(terminal, letter.into());
        terminal.input(Input::Key { down: false, keysym: keysym::CONTROL_LEFT }, NOW);
        effect
    };
    key(&mut terminal, b'i'.into());
    assert_eq!(control(&mut terminal, b'd'), Effect::None);
    assert_eq!(control(&mut terminal, b'c'), Effect::None);
    assert_eq!(tail(&terminal, 2)[0], "root@ins-demo0001:~# i^C");
    assert_eq!(control(&mut terminal, b'd'), Effect::Exit);
}

#[test]
fn the_title_shows_where_a_button_was_pressed() {
    let mut terminal = Terminal::new(&INSTANCES[0]);
    terminal.input(Input::Pointer { buttons: 0, x: 1, y: 1 }, NOW);
    assert!(!terminal.screen().text().contains("pointer 1,1"));
    terminal.input(Input::Pointer { buttons: 1, x: 320, y: 200 }, NOW);
    let text = terminal.screen().text();
    assert!(text.lines().next().unwrap().ends_with("pointer 320,200"), "{text}");
}

#[test]
fn keys_without_a_meaning_change_nothing() {
    let mut terminal = Terminal::new(&INSTANCES[0]);
    let before = terminal.screen();
    for keysym in [0, 0x1f, 0x7f, 0xe4, 0xff09, 0xff51, 0xffe1, 0x0100_20ac, u32::MAX] {
        assert_eq!(key(&mut terminal, keysym), Effect::None);
    }
    assert_eq!(terminal.screen(), before);
}
