//! School files through the real reading process: good ones are read right, and what is made to do harm ends in one
//! code while the parent goes on.

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::import::sheet::{Cell, CellKind, Merged, Sheet};
use server::reader::{ReadError, Reader, limits, pasted};

const SERVER: &str = env!("CARGO_BIN_EXE_server");

fn fixture(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

async fn read(name: &str, bytes: &[u8]) -> Result<Vec<Sheet>, ReadError> {
    Reader::new(SERVER).read(name, bytes).await
}

async fn read_well(name: &str, bytes: &[u8]) -> Vec<Sheet> {
    read(name, bytes).await.unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// A packed file with these parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(*name, options).unwrap_or_else(|e| panic!("{e}"));
        zip.write_all(bytes).unwrap_or_else(|e| panic!("{e}"));
    }
    zip.finish().unwrap_or_else(|e| panic!("{e}")).into_inner()
}

/// The parts of a packed file.
fn unpacked(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap_or_else(|e| panic!("{e}"));
    let mut all = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap_or_else(|e| panic!("{e}"));
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).unwrap_or_else(|e| panic!("{e}"));
        all.push((part.name().unwrap_or_else(|e| panic!("{e}")).into_owned(), bytes));
    }
    all
}

/// A workbook of one sheet with these rows, and this list of shared texts.
fn workbook(rows: &str, texts: &str) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    let book = format!(
        "<workbook xmlns:r=\"{RELATIONS}\"><sheets><sheet name=\"甲\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    packed(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml").as_bytes()),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml").as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

fn cell(place: &str, text: &str) -> String {
    let row = place.trim_start_matches(char::is_alphabetic);
    format!("<row r=\"{row}\"><c r=\"{place}\" t=\"inlineStr\"><is><t>{text}</t></is></c></row>")
}

/// A program of a few words, in a folder of this test.
fn script(name: &str, words: &str) -> PathBuf {
    use std::os::unix::fs::PermissionsExt as _;
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, format!("#!/bin/sh\n{words}\n")).unwrap_or_else(|e| panic!("{e}"));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn texts(sheet: &Sheet) -> Vec<Vec<&str>> {
    sheet.rows.iter().map(|row| row.iter().map(|cell| cell.text.as_str()).collect()).collect()
}

#[tokio::test]
async fn one_register_is_the_same_in_every_format() {
    let expected: [&[&str]; 4] = [
        &["一年级花名册"],
        &["姓名", "出生日期", "联系电话", "身份证号", "班级"],
        &["王小明", "2018-09-01", "13900000001", "610000201809010012", "一班"],
        &["李 娜\n（转入）", "2019-10-02", "13900000002", "610000201910020000"],
    ];
    let merged = [[0, 0, 0, 4], [2, 4, 3, 4]].map(|[top, left, bottom, right]| Merged { top, left, bottom, right });
    for (file, name, first, merged, kinds) in [
        ("small.xlsx", "花名册", 2, &merged[..], true),
        ("small.xls", "花名册", 2, &merged, true),
        ("small.xlsb", "花名册", 2, &[], true),
        ("small.ods", "花名册", 2, &merged, true),
        ("small-2003.xls", "花名册", 2, &merged, true),
        ("small-page.xls", "", 1, &merged, false),
        ("small-gbk.csv", "", 1, &[], false),
        ("small-utf16.txt", "", 1, &[], false),
    ] {
        // The name says nothing about what a file is, and folders are none of the server's business.
        let sheets = read_well(&format!("C:\\年级\\{file}.tmp"), &fixture(&format!("reader/{file}"))).await;
        let sheet = &sheets[0];
        assert_eq!(texts(sheet), expected, "{file}");
        assert_eq!((sheet.file.as_str(), sheet.name.as_str()), (format!("{file}.tmp").as_str(), name));
        assert_eq!((sheet.first_row, sheet.first_column), (first, first), "{file}");
        assert_eq!(sheet.merged, merged, "{file}");
        if kinds {
            use CellKind::{Day, Number, Text};
            let kinds = |row: usize| sheet.rows[row].iter().map(|cell| cell.kind).collect::<Vec<_>>();
            assert_eq!(kinds(2), [Text, Day, Number, Text, Text], "{file}");
            assert_eq!(kinds(3), [Text, Day, Number, Number], "{file}");
        }
    }
}

#[tokio::test]
async fn no_sheet_is_left_out_hidden_or_empty() {
    let sheets = read_well("x", &fixture("reader/small.xlsx")).await;
    assert_eq!(sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>(), ["花名册", "隐藏", "空"]);
    assert_eq!(texts(&sheets[1]), [["007"]]);
    assert!(sheets[2].rows.is_empty());
}

#[tokio::test]
async fn the_files_of_four_schools_are_read() {
    for (file, shape) in [
        ("云溪镇中心小学-在校学生信息表.xlsx", &[("学生基本信息", 24)][..]),
        ("松岭镇九年制学校-师生结对名册.xlsx", &[("Sheet1", 6)]),
        ("松岭镇九年制学校-留守儿童信息台账.xlsx", &[("说明", 1), ("留守儿童台账", 20)]),
        ("青坪幼儿园-留守儿童名单.csv", &[("", 10)]),
    ] {
        let sheets = read_well(file, &fixture(&format!("school-files/{file}"))).await;
        let read = sheets.iter().map(|s| (s.name.as_str(), s.rows.iter().map(Vec::len).max().unwrap_or(0)));
        assert_eq!(read.collect::<Vec<_>>(), shape, "{file}");
        let numbers = sheets.iter().flat_map(|s| s.rows.iter().flatten()).filter(|c| c.kind == CellKind::Number);
        assert!(numbers.clone().all(|c| c.text.bytes().all(|b| b.is_ascii_digit())), "{file}");
    }
}

#[test]
fn what_was_copied_from_a_sheet_is_a_sheet() {
    let sheet = pasted("教师\t学生\t\r\n赵老师\t\"王小明\n李\"\"娜\"\"\"\t=1\r\n").unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(texts(&sheet), [vec!["教师", "学生"], vec!["赵老师", "王小明\n李\"娜\"", "=1"]]);
    assert_eq!((sheet.file.as_str(), sheet.first_row), ("", 1));
    assert_eq!(pasted(" \n\t\n"), Err(ReadError::Empty));
    assert_eq!(pasted(&"a".repeat(limits::PASTED + 1)), Err(ReadError::TooManyBytes));
    assert_eq!(pasted(&"a\n".repeat(limits::ROWS + 1)), Err(ReadError::TooManyRows));
}

#[tokio::test]
async fn a_cell_in_the_last_corner_makes_no_room_for_all_before_it() {
    let far = workbook(&(cell("A1", "a") + &cell("XFD1048576", "b")), "<sst/>");
    assert_eq!(read("far", &far).await, Err(ReadError::TooManyRows));
    let wide = workbook(&(cell("A1", "a") + &cell("XFD2", "b")), "<sst/>");
    assert_eq!(read("wide", &wide).await, Err(ReadError::TooManyColumns));
    // Alone it is a sheet of one cell, and blanks at the end of a sheet are nothing.
    let alone = workbook(&(cell("A1", "  ") + &cell("XFD1048576", "b")), "<sst/>");
    let sheet = &read_well("alone", &alone).await[0];
    assert_eq!((sheet.first_row, sheet.first_column, texts(sheet)), (1_048_576, 16_384, vec![vec!["b"]]));
    let rows: String = (0..3_000).map(|row| cell(&format!("NA{}", row + 1), "x")).collect();
    let spread = workbook(&(cell("A1", "a") + &rows), "<sst/>");
    assert_eq!(read("spread", &spread).await, Err(ReadError::TooManyCells));
}

#[tokio::test]
async fn a_table_that_repeats_itself_is_not_written_out() {
    let table = |row: &str| {
        let content = format!("<d><table:table table:name=\"a\">{row}</table:table></d>");
        packed(&[("content.xml", content.as_bytes()), ("META-INF/manifest.xml", b"<m/>")])
    };
    let value = "<text:p>1</text:p></table:table-cell>";
    let down =
        format!("<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell>{value}</table:table-row>");
    assert_eq!(read("a.ods", &table(&down)).await, Err(ReadError::TooManyRows));
    let across = format!(
        "<table:table-row><table:table-cell table:number-columns-repeated=\"99999999999999999999\">{value}\
         <table:table-cell table:number-columns-repeated=\"16384\">{value}</table:table-row>"
    );
    assert_eq!(read("a.ods", &table(&across)).await, Err(ReadError::TooManyColumns));
    assert_eq!(read("a.ods", &table("<table:table-row>")).await, Err(ReadError::Damaged));
}

#[tokio::test]
async fn a_small_file_that_unpacks_into_much_is_refused() {
    let much = vec![b' '; usize::try_from(limits::UNPACKED).unwrap_or(usize::MAX) + 1];
    let bomb = packed(&[("[Content_Types].xml", b"<Types/>"), ("xl/worksheets/sheet1.xml", &much)]);
    assert!(bomb.len() < 200_000);
    assert_eq!(read("bomb.xlsx", &bomb).await, Err(ReadError::TooMuchUnpacked));
    // The directory, and the head of the part, say that it is small.
    let length = u32::try_from(much.len()).unwrap_or(u32::MAX).to_le_bytes();
    let mut lie = bomb;
    while let Some(at) = lie.windows(4).position(|window| window == length) {
        lie[at..at + 4].copy_from_slice(&9_u32.to_le_bytes());
    }
    let error = read("lie.xlsx", &lie).await;
    assert!(matches!(error, Err(ReadError::TooMuchUnpacked | ReadError::Damaged)), "{error:?}");
    // One text, named by many cells.
    let cells = "<row><c t=\"s\"><v>0</v></c></row>".repeat(2_000);
    let shared = workbook(&cells, &format!("<sst><si><t>{}</t></si></sst>", "字".repeat(32_000)));
    assert_eq!(read("shared.xlsx", &shared).await, Err(ReadError::TooMuchText));
}

#[tokio::test]
async fn what_ends_the_reading_process_ends_one_file() {
    // Calamine makes room for as many texts as the list says it has.
    let says = |count: &str| workbook(&cell("A1", "a"), &format!("<sst uniqueCount=\"{count}\"></sst>"));
    assert_eq!(read("much", &says("99999999999")).await, Err(ReadError::TooMuchMemory));
    assert_eq!(read("more", &says("18446744073709551615")).await, Err(ReadError::Crashed));
    // It looks texts up without asking whether they are there.
    let mut parts = unpacked(&fixture("reader/small.xlsb"));
    parts.retain(|(name, _)| name != "xl/sharedStrings.bin");
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    assert_eq!(read("texts", &packed(&parts)).await, Err(ReadError::Crashed));
    // What is within the limit is read, and the parent is there to say so.
    let sheets = read_well("some", &says("10000000")).await;
    assert_eq!(texts(&sheets[0]), [["a"]]);
}

#[tokio::test]
async fn locked_files_are_known() {
    let wide = |name: &str| name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect::<Vec<_>>();
    let compound = |name: &str| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(1024, 0);
        [bytes, wide("Root Entry"), wide(name), vec![0; 512]].concat()
    };
    assert_eq!(read("a.xlsx", &compound("EncryptedPackage")).await, Err(ReadError::Encrypted));
    assert_eq!(read("a.doc", &compound("WordDocument")).await, Err(ReadError::UnknownFormat));
    assert_eq!(read("a.xls", &compound("Else")).await, Err(ReadError::Damaged));
    // An old workbook whose second record says that there is a password.
    let mut old = fixture("reader/small.xls");
    let at = old.windows(4).position(|record| record == [0x5C, 0, 0x70, 0]).unwrap_or_else(|| panic!("no record"));
    old[at] = 0x2F;
    assert_eq!(read("old.xls", &old).await, Err(ReadError::Encrypted));
    let locked = [("content.xml", b"x".as_slice()), ("META-INF/manifest.xml", b"<manifest:encryption-data/>")];
    assert_eq!(read("a.ods", &packed(&locked)).await, Err(ReadError::Encrypted));
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_never_half_read() {
    for file in ["small.xlsx", "small.xls", "small.xlsb", "small.ods", "small-2003.xls", "small-page.xls"] {
        let whole = fixture(&format!("reader/{file}"));
        for part in [64, whole.len() / 2, whole.len() - 60] {
            let cut = read(file, &whole[..part]).await;
            let known = [ReadError::Damaged, ReadError::UnknownFormat];
            // An old workbook ends with what nobody reads.
            let whole = file == "small.xls" && part + 60 == whole.len();
            assert!(cut.as_ref().err().is_some_and(|e| known.contains(e)) || whole, "{file} {part}: {cut:?}");
        }
    }
    // A list has no end; where it was cut within a cell it shows.
    let list = fixture("reader/small-gbk.csv");
    let quote = list.iter().position(|byte| *byte == b'"').unwrap_or(0);
    assert_eq!(read("a.csv", &list[..quote + 5]).await, Err(ReadError::Damaged));
    assert_eq!(read("a.csv", &list[..5]).await, Err(ReadError::Damaged));
    assert_eq!(read("a.csv", &"姓名".as_bytes()[..5]).await, Err(ReadError::Damaged));
}

#[tokio::test]
async fn what_is_no_table_is_refused() {
    for (name, bytes, error) in [
        ("nothing", b"".as_slice(), ReadError::Empty),
        ("blanks", b" \r\n\t\r\n", ReadError::Empty),
        ("separators", b",,,\n,,,\n", ReadError::Empty),
        ("paper.xls", b"%PDF-1.7\n", ReadError::UnknownFormat),
        ("program.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", ReadError::UnknownFormat),
        ("page.xls", b"<html><body>login</body></html>", ReadError::UnknownFormat),
    ] {
        assert_eq!(read(name, bytes).await, Err(error), "{name}");
    }
    assert_eq!(read("no cells", &workbook("", "<sst/>")).await, Err(ReadError::Empty));
    let other = packed(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<Types/>")]);
    assert_eq!(read("letter.xlsx", &other).await, Err(ReadError::UnknownFormat));
    assert_eq!(read("long", &vec![b'a'; limits::FILE + 1]).await, Err(ReadError::TooManyBytes));
}

#[tokio::test]
async fn orders_to_a_terminal_are_no_text() {
    let list =
        "姓名,备注\n\u{1b}[31m王\u{0}小\u{8}明\u{1b}[0m,\"\u{1b}]0;x\u{7}好\u{202e}的\"\n".replace('\u{0}', "\u{1}");
    assert_eq!(texts(&read_well("a.csv", list.as_bytes()).await[0]), [["姓名", "备注"], ["王小明", "好的"]]);
    let page = "<table><tr><td>&#27;[2J王&#0;小&#x9b;1m明&#8238;</td></tr></table>";
    assert_eq!(texts(&read_well("a.xls", page.as_bytes()).await[0]), [["王小明"]]);
    let book = workbook(&cell("A1", "_x001B_[1m王_x000D_\n_x0007_明"), "<sst/>");
    assert_eq!(texts(&read_well("\u{1b}[1ma\u{7}.xlsx", &book).await[0]), [["王\n明"]]);
    assert_eq!(read_well("\u{1b}[1ma\u{7}.xlsx", &book).await[0].file, "a.xlsx");
}

#[tokio::test]
async fn one_endless_line_is_refused() {
    let ten = 10 * 1024 * 1024;
    assert_eq!(read("a.csv", &vec![b'a'; ten]).await, Err(ReadError::TooLongText));
    assert_eq!(read("a.csv", "a,".repeat(ten / 2).as_bytes()).await, Err(ReadError::TooManyColumns));
    assert_eq!(read("a.csv", "a\n".repeat(ten / 2).as_bytes()).await, Err(ReadError::TooManyRows));
    assert_eq!(read("a.csv", format!("\"{}\"", "a".repeat(ten)).as_bytes()).await, Err(ReadError::TooLongText));
    assert_eq!(read("a.csv", "\"".repeat(ten).as_bytes()).await, Err(ReadError::TooLongText));
    assert_eq!(read("a.xls", "<table><tr><td>".repeat(ten / 15).as_bytes()).await, Err(ReadError::Damaged));
    assert_eq!(read("a.xls", format!("<table>{}", "<".repeat(ten)).as_bytes()).await, Err(ReadError::Damaged));
}

#[tokio::test]
async fn a_program_that_does_not_do_its_work_has_a_code() {
    let list = b"a,b\n";
    for (program, error) in [
        (PathBuf::from("/nowhere/server"), ReadError::NotStarted),
        (PathBuf::from("/usr/bin/yes"), ReadError::Crashed),
        (PathBuf::from("/bin/echo"), ReadError::Crashed),
        (PathBuf::from("/bin/false"), ReadError::Crashed),
        (script("shot", "kill -SEGV $$"), ReadError::Crashed),
        (script("no-memory", "kill -KILL $$"), ReadError::TooMuchMemory),
        (script("computes", "kill -XCPU $$"), ReadError::TooSlow),
        // It has no surroundings: no database's address, no key's.
        (script("bare", "[ -z \"$HOME$DATABASE_URL\" ] && printf '{\"refused\":\"encrypted\"}'"), ReadError::Encrypted),
        // Nothing that it says is believed.
        (script("deep", "printf '{\"read\":'; head -c 9000000 /dev/zero | tr '\\0' '['"), ReadError::Crashed),
    ] {
        assert_eq!(Reader::new(&program).read("a.csv", list).await, Err(error), "{}", program.display());
    }
    let words =
        r#"printf '{"read":[{"first_row":0,"first_column":9,"rows":[[{"t":"\\u001b[1ma\\u0000"}]],"merged":[]}]}'"#;
    let sheet = Reader::new(script("dirty", words)).read("../a.csv", list).await;
    let sheet = sheet.unwrap_or_else(|e| panic!("{e}")).remove(0);
    assert_eq!((sheet.file.as_str(), sheet.first_row, &sheet.rows[0][0]), ("a.csv", 1, &Cell::text("a")));
}

#[tokio::test]
async fn a_program_that_never_answers_is_ended_and_two_work_at_once() {
    let sleeps = script("sleeps", "exec sleep 600");
    let reader = Reader::new(sleeps).with_time(Duration::from_millis(400));
    let begin = tokio::time::Instant::now();
    // More than a pipe holds, so that writing it waits too.
    let bytes = vec![b'a'; 1_000_000];
    let all = tokio::join!(reader.read("a", &bytes), reader.read("b", &bytes), reader.read("c", &bytes));
    assert_eq!(all, (Err(ReadError::TooSlow), Err(ReadError::TooSlow), Err(ReadError::TooSlow)));
    let took = begin.elapsed();
    assert!(took >= Duration::from_millis(800), "three at once: {took:?}");
    assert!(took < Duration::from_secs(20), "{took:?}");
}

#[test]
fn it_reads_before_anything_of_the_server_is_opened() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reads-only");
    std::fs::create_dir_all(&folder).unwrap_or_else(|e| panic!("{e}"));
    let mut child = Command::new(SERVER)
        .arg("read-file")
        .current_dir(&folder)
        .env("DATABASE_URL", "sqlite:here/wuyou.db")
        .env("WUYOU_KEY_FILE", "here.key")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|e| panic!("{e}"));
    if let Some(mut input) = child.stdin.take() {
        input.write_all("姓名\n王小明\n".as_bytes()).unwrap_or_else(|e| panic!("{e}"));
    }
    let output = child.wait_with_output().unwrap_or_else(|e| panic!("{e}"));
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stdout).contains("王小明"));
    assert_eq!(std::fs::read_dir(&folder).map_or(1, Iterator::count), 0);
}

#[test]
fn every_error_has_a_code_of_its_own() {
    let codes: std::collections::BTreeSet<_> = ReadError::ALL.iter().map(|error| error.code()).collect();
    assert_eq!(codes.len(), ReadError::ALL.len());
}
