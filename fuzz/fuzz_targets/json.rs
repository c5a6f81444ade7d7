//! The strict reader accepts what `serde_json` accepts, and reads the same values out of it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use serde_json::{Map, Value};
use vncurl_core::{
    Error,
    text::json::{DEPTH_MAX, Reader, Token},
};

fuzz_target!(|document: &[u8]| {
    let judged = serde_json::from_slice::<Value>(document);
    match read(document) {
        Ok(got) => match judged {
            Ok(expected) => assert_eq!(got, Some(expected)),
            // The reader hands numbers out as they are spelled, of any size.
            Err(error) => assert!(error.to_string().contains("number out of range"), "{error}"),
        },
        Err(error) => {
            assert!(error.at().is_some_and(|at| at <= document.len()));
            if let Ok(value) = judged {
                assert!(depth(&value) > DEPTH_MAX.into(), "{error}");
            }
        }
    }
});

/// The whole document as a value; none when a number is too large for one.
fn read(document: &[u8]) -> Result<Option<Value>, Error> {
    let mut reader = Reader::new(document)?;
    let first = reader.next()?.expect("a document has a first token");
    let value = value(&mut reader, first)?;
    assert!(reader.next()?.is_none());
    Ok(value)
}

fn value(reader: &mut Reader<'_>, token: Token<'_>) -> Result<Option<Value>, Error> {
    Ok(Some(match token {
        Token::BeginObject => {
            let mut object = Some(Map::new());
            while let Some(Token::Name(name)) = reader.next()? {
                let first = reader.next()?.expect("a name has a value");
                match (value(reader, first)?, &mut object) {
                    (Some(value), Some(object)) => {
                        object.insert(name.to_string(), value);
                    }
                    _ => object = None,
                }
            }
            let Some(object) = object else { return Ok(None) };
            Value::Object(object)
        }
        Token::BeginArray => {
            let mut array = Some(Vec::new());
            loop {
                let first = reader.next()?.expect("an array has an end");
                if matches!(first, Token::EndArray) {
                    break;
                }
                match (value(reader, first)?, &mut array) {
                    (Some(value), Some(array)) => array.push(value),
                    _ => array = None,
                }
            }
            let Some(array) = array else { return Ok(None) };
            Value::Array(array)
        }
        Token::String(text) => {
            assert_eq!(text.len(), text.to_string().len());
            Value::String(text.to_string())
        }
        Token::Number(number) => match serde_json::from_str(number) {
            Ok(number) => Value::Number(number),
            Err(_) => return Ok(None),
        },
        Token::Bool(truth) => Value::Bool(truth),
        Token::Null => Value::Null,
        other => panic!("a value cannot start with {other:?}"),
    }))
}

fn depth(value: &Value) -> usize {
    let inner = match value {
        Value::Array(array) => array.iter().map(depth).max(),
        Value::Object(object) => object.values().map(depth).max(),
        _ => return 0,
    };
    inner.unwrap_or_default() + 1
}
