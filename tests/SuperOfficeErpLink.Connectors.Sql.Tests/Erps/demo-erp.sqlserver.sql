-- The demo ERP as SQL Server would have it. Writes are logged by triggers, whoever makes them; the server counts them by itself.
CREATE TABLE client (id varchar(40) NOT NULL PRIMARY KEY);
INSERT INTO client VALUES (CONVERT(varchar(40), NEWID()));
CREATE TABLE customer_group (code varchar(10) NOT NULL PRIMARY KEY, name nvarchar(60) NOT NULL, inactive bit NOT NULL DEFAULT 0);
CREATE TABLE payment_term (code varchar(10) NOT NULL PRIMARY KEY, name nvarchar(60) NOT NULL, inactive bit NOT NULL DEFAULT 0);
CREATE TABLE country (code char(2) NOT NULL PRIMARY KEY, name nvarchar(60) NOT NULL, inactive bit NOT NULL DEFAULT 0);
CREATE TABLE write_log (id bigint IDENTITY, at datetime2 NOT NULL DEFAULT SYSUTCDATETIME(), table_name varchar(30) NOT NULL, no varchar(20) NOT NULL, operation varchar(10) NOT NULL);
CREATE TABLE customer (
    no varchar(20) NOT NULL PRIMARY KEY, name nvarchar(60) NOT NULL CHECK (LTRIM(name) <> ''), vat_no varchar(20), street nvarchar(4000), street2 nvarchar(50),
    zip varchar(10), city nvarchar(40), country char(2) REFERENCES country, phone varchar(30), email nvarchar(80), web nvarchar(80),
    customer_group varchar(10), payment_term varchar(10), credit_limit decimal(14,2), credit_check date, discount int DEFAULT 0 CHECK (discount BETWEEN 0 AND 100),
    origin nvarchar(20), balance money NOT NULL DEFAULT 0, last_invoice datetime, newsletter bit NOT NULL DEFAULT 0,
    inactive bit NOT NULL DEFAULT 0, reference varchar(60), changed datetime2 NOT NULL DEFAULT SYSUTCDATETIME(), version rowversion NOT NULL);
CREATE UNIQUE INDEX customer_by_reference ON customer (reference) WHERE reference IS NOT NULL;
CREATE INDEX customer_by_version ON customer (version);
CREATE TABLE supplier (
    no varchar(20) NOT NULL PRIMARY KEY, name nvarchar(60) NOT NULL, vat_no varchar(20), street nvarchar(50), street2 nvarchar(50),
    zip varchar(10), city nvarchar(40), country char(2), phone varchar(30), email nvarchar(80), web nvarchar(80),
    payment_term varchar(10), our_account varchar(30), balance money NOT NULL DEFAULT 0, last_invoice datetime,
    inactive bit NOT NULL DEFAULT 0, reference varchar(60), changed datetime2 NOT NULL DEFAULT SYSUTCDATETIME(), version rowversion NOT NULL);
CREATE UNIQUE INDEX supplier_by_reference ON supplier (reference) WHERE reference IS NOT NULL;
CREATE INDEX supplier_by_version ON supplier (version);
CREATE TABLE person (
    no varchar(20) NOT NULL PRIMARY KEY, customer_no varchar(20), first_name nvarchar(40), last_name nvarchar(40) NOT NULL, title nvarchar(40), phone varchar(30), mobile varchar(30), email nvarchar(80),
    inactive bit NOT NULL DEFAULT 0, reference varchar(60), changed datetime2 NOT NULL DEFAULT SYSUTCDATETIME(), version rowversion NOT NULL);
CREATE UNIQUE INDEX person_by_reference ON person (reference) WHERE reference IS NOT NULL;
CREATE INDEX person_by_version ON person (version);
CREATE TABLE project (
    no varchar(20) NOT NULL PRIMARY KEY, customer_no varchar(20), name nvarchar(60) NOT NULL, status nvarchar(20), start_date date, end_date date,
    inactive bit NOT NULL DEFAULT 0, reference varchar(60), changed datetime2 NOT NULL DEFAULT SYSUTCDATETIME(), version rowversion NOT NULL);
CREATE UNIQUE INDEX project_by_reference ON project (reference) WHERE reference IS NOT NULL;
CREATE INDEX project_by_version ON project (version);
GO
CREATE TRIGGER customer_written ON customer AFTER INSERT, UPDATE, DELETE AS
BEGIN
    INSERT INTO write_log (table_name, no, operation)
    SELECT 'customer', COALESCE(i.no, d.no), CASE WHEN d.no IS NULL THEN 'INSERT' WHEN i.no IS NULL THEN 'DELETE' ELSE 'UPDATE' END
    FROM inserted i FULL JOIN deleted d ON d.no = i.no;
    UPDATE customer SET changed = SYSUTCDATETIME() FROM customer JOIN inserted ON inserted.no = customer.no;
END
GO
CREATE TRIGGER supplier_written ON supplier AFTER INSERT, UPDATE, DELETE AS
BEGIN
    INSERT INTO write_log (table_name, no, operation)
    SELECT 'supplier', COALESCE(i.no, d.no), CASE WHEN d.no IS NULL THEN 'INSERT' WHEN i.no IS NULL THEN 'DELETE' ELSE 'UPDATE' END
    FROM inserted i FULL JOIN deleted d ON d.no = i.no;
    UPDATE supplier SET changed = SYSUTCDATETIME() FROM supplier JOIN inserted ON inserted.no = supplier.no;
END
GO
CREATE TRIGGER person_written ON person AFTER INSERT, UPDATE, DELETE AS
BEGIN
    INSERT INTO write_log (table_name, no, operation)
    SELECT 'person', COALESCE(i.no, d.no), CASE WHEN d.no IS NULL THEN 'INSERT' WHEN i.no IS NULL THEN 'DELETE' ELSE 'UPDATE' END
    FROM inserted i FULL JOIN deleted d ON d.no = i.no;
    UPDATE person SET changed = SYSUTCDATETIME() FROM person JOIN inserted ON inserted.no = person.no;
END
GO
CREATE TRIGGER project_written ON project AFTER INSERT, UPDATE, DELETE AS
BEGIN
    INSERT INTO write_log (table_name, no, operation)
    SELECT 'project', COALESCE(i.no, d.no), CASE WHEN d.no IS NULL THEN 'INSERT' WHEN i.no IS NULL THEN 'DELETE' ELSE 'UPDATE' END
    FROM inserted i FULL JOIN deleted d ON d.no = i.no;
    UPDATE project SET changed = SYSUTCDATETIME() FROM project JOIN inserted ON inserted.no = project.no;
END
