// The peer of the sync bench: PouchDB's own server for PouchDB, on LevelDB in a folder of its own.
// It also serves the page and the library, so that both have one origin.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const express = require("express");
const PouchDB = require("pouchdb");

const folder = process.argv[2];
const app = express();
const script = readFileSync(join(require.resolve("pouchdb"), "../../dist/pouchdb.min.js"));
app.get("/page", (_, response) => response.type("html").send("<!doctype html><script src='/pouchdb.js'></script>"));
app.get("/pouchdb.js", (_, response) => response.type("js").send(script));
const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: join(folder, "log.txt") };
app.use("/db", require("express-pouchdb")(PouchDB.defaults({ prefix: `${folder}/` }), options));
const server = app.listen(0, "127.0.0.1", () => console.log(`http://localhost:${server.address().port}`));
