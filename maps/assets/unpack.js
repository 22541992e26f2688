"use strict";

/** Records of a table that was written as column names and rows of values. */
function unpack({ columns, rows }) {
  return rows.map((row) => Object.fromEntries(columns.map((name, column) => [name, row[column]])));
}

/** The page's data as lists of records. */
function unpackTables(data) {
  const tables = { ...data };
  for (const name of ["advisers", "communes", "offer", "overview", "tours", "venues"]) {
    if (data[name]) tables[name] = unpack(data[name]);
  }
  for (const venue of tables.venues) {
    venue.visits = unpack(venue.visits);
    venue.one_off = unpack(venue.one_off);
  }
  return tables;
}
