-- The demo ERP: the tables of a small finance system, in one SQLite file.
-- Run once on an empty file. Bulk loading: insert with explicit `no`, then DELETE FROM write_log.

-- Which client this is; a copy or a restored backup is the same client, a newly made demo is another.
CREATE TABLE client (
    id TEXT NOT NULL PRIMARY KEY
);
INSERT INTO client (id) VALUES (lower(hex(randomblob(16))));

CREATE TABLE customer_group (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1))
);

CREATE TABLE payment_term (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1))
);

CREATE TABLE country (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1))
);

CREATE TABLE customer (
    no TEXT NOT NULL PRIMARY KEY CHECK (no <> ''),
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    vat_no TEXT,
    street TEXT,
    street2 TEXT,
    zip TEXT,
    city TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    web TEXT,
    customer_group TEXT,
    payment_term TEXT,
    credit_limit NUMERIC,
    credit_check TEXT,
    discount INTEGER DEFAULT 0 CHECK (discount BETWEEN 0 AND 100),
    origin TEXT,
    balance NUMERIC NOT NULL DEFAULT 0,
    last_invoice TEXT,
    newsletter INTEGER NOT NULL DEFAULT 0 CHECK (newsletter IN (0, 1)),
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1)),
    reference TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
CREATE INDEX customer_by_name ON customer (name COLLATE NOCASE, no);
CREATE INDEX customer_by_changed ON customer (changed, no);
CREATE UNIQUE INDEX customer_by_reference ON customer (reference) WHERE reference IS NOT NULL;

CREATE TABLE supplier (
    no TEXT NOT NULL PRIMARY KEY CHECK (no <> ''),
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    vat_no TEXT,
    street TEXT,
    street2 TEXT,
    zip TEXT,
    city TEXT,
    country TEXT,
    phone TEXT,
    email TEXT,
    web TEXT,
    payment_term TEXT,
    our_account TEXT,
    balance NUMERIC NOT NULL DEFAULT 0,
    last_invoice TEXT,
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1)),
    reference TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
CREATE INDEX supplier_by_name ON supplier (name COLLATE NOCASE, no);
CREATE INDEX supplier_by_changed ON supplier (changed, no);
CREATE UNIQUE INDEX supplier_by_reference ON supplier (reference) WHERE reference IS NOT NULL;

CREATE TABLE person (
    no TEXT NOT NULL PRIMARY KEY CHECK (no <> ''),
    customer_no TEXT,
    first_name TEXT,
    last_name TEXT NOT NULL CHECK (trim(last_name) <> ''),
    title TEXT,
    phone TEXT,
    mobile TEXT,
    email TEXT,
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1)),
    reference TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
CREATE INDEX person_by_last_name ON person (last_name COLLATE NOCASE, no);
CREATE INDEX person_by_changed ON person (changed, no);
CREATE UNIQUE INDEX person_by_reference ON person (reference) WHERE reference IS NOT NULL;
CREATE INDEX person_by_customer ON person (customer_no);

CREATE TABLE project (
    no TEXT NOT NULL PRIMARY KEY CHECK (no <> ''),
    customer_no TEXT,
    name TEXT NOT NULL CHECK (trim(name) <> ''),
    status TEXT,
    start_date TEXT,
    end_date TEXT,
    inactive INTEGER NOT NULL DEFAULT 0 CHECK (inactive IN (0, 1)),
    reference TEXT,
    version INTEGER NOT NULL DEFAULT 1,
    changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
);
CREATE INDEX project_by_name ON project (name COLLATE NOCASE, no);
CREATE INDEX project_by_changed ON project (changed, no);
CREATE UNIQUE INDEX project_by_reference ON project (reference) WHERE reference IS NOT NULL;
CREATE INDEX project_by_customer ON project (customer_no);

-- One row per write of an actor, whoever made it.
CREATE TABLE write_log (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    table_name TEXT NOT NULL,
    no TEXT NOT NULL,
    operation TEXT NOT NULL
);

-- The update triggers name every column but version and changed, so that their own UPDATE neither logs nor counts again.
-- Versions follow the log's numbering, which is never reused: a record deleted and inserted again, or replaced, does not
-- come back with a version that was seen before.

CREATE TRIGGER customer_inserted AFTER INSERT ON customer
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('customer', NEW.no, 'INSERT');
    UPDATE customer SET version = last_insert_rowid() + 1 WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER customer_updated AFTER UPDATE OF no, name, vat_no, street, street2, zip, city, country, phone, email, web, customer_group, payment_term, credit_limit, credit_check, discount, origin, balance, last_invoice, newsletter, inactive, reference ON customer
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('customer', NEW.no, 'UPDATE');
    UPDATE customer
    SET version = max(OLD.version, last_insert_rowid()) + 1, changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER customer_deleted AFTER DELETE ON customer
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('customer', OLD.no, 'DELETE');
END;

CREATE TRIGGER supplier_inserted AFTER INSERT ON supplier
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('supplier', NEW.no, 'INSERT');
    UPDATE supplier SET version = last_insert_rowid() + 1 WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER supplier_updated AFTER UPDATE OF no, name, vat_no, street, street2, zip, city, country, phone, email, web, payment_term, our_account, balance, last_invoice, inactive, reference ON supplier
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('supplier', NEW.no, 'UPDATE');
    UPDATE supplier
    SET version = max(OLD.version, last_insert_rowid()) + 1, changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER supplier_deleted AFTER DELETE ON supplier
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('supplier', OLD.no, 'DELETE');
END;

CREATE TRIGGER person_inserted AFTER INSERT ON person
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('person', NEW.no, 'INSERT');
    UPDATE person SET version = last_insert_rowid() + 1 WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER person_updated AFTER UPDATE OF no, customer_no, first_name, last_name, title, phone, mobile, email, inactive, reference ON person
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('person', NEW.no, 'UPDATE');
    UPDATE person
    SET version = max(OLD.version, last_insert_rowid()) + 1, changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER person_deleted AFTER DELETE ON person
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('person', OLD.no, 'DELETE');
END;

CREATE TRIGGER project_inserted AFTER INSERT ON project
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('project', NEW.no, 'INSERT');
    UPDATE project SET version = last_insert_rowid() + 1 WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER project_updated AFTER UPDATE OF no, customer_no, name, status, start_date, end_date, inactive, reference ON project
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('project', NEW.no, 'UPDATE');
    UPDATE project
    SET version = max(OLD.version, last_insert_rowid()) + 1, changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    WHERE rowid = NEW.rowid;
END;

CREATE TRIGGER project_deleted AFTER DELETE ON project
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES ('project', OLD.no, 'DELETE');
END;
