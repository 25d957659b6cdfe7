-- The demo ERP as PostgreSQL would have it. Writes are counted, timed and logged by triggers, whoever makes them.
CREATE TABLE client (id text NOT NULL PRIMARY KEY);
INSERT INTO client VALUES (gen_random_uuid());
CREATE TABLE customer_group (code varchar(10) PRIMARY KEY, name varchar(60) NOT NULL, inactive boolean NOT NULL DEFAULT false);
CREATE TABLE payment_term (code varchar(10) PRIMARY KEY, name varchar(60) NOT NULL, inactive boolean NOT NULL DEFAULT false);
CREATE TABLE country (code char(2) PRIMARY KEY, name varchar(60) NOT NULL, inactive boolean NOT NULL DEFAULT false);
CREATE SEQUENCE writes;
CREATE TABLE write_log (id bigint GENERATED ALWAYS AS IDENTITY, at timestamptz NOT NULL DEFAULT now(), table_name text NOT NULL, no text NOT NULL, operation text NOT NULL);

CREATE TABLE customer (
    no varchar(20) PRIMARY KEY, name varchar(60) NOT NULL CHECK (trim(name) <> ''), vat_no varchar(20) UNIQUE, street varchar(4000), street2 varchar(50),
    zip varchar(10), city varchar(40), country char(2) REFERENCES country, phone varchar(30), email varchar(80), web varchar(80),
    customer_group varchar(10), payment_term varchar(10), credit_limit numeric(14,2), credit_check date, discount int DEFAULT 0 CHECK (discount BETWEEN 0 AND 100),
    origin varchar(20), balance numeric(14,2) NOT NULL DEFAULT 0, last_invoice date, newsletter boolean NOT NULL DEFAULT false,
    inactive boolean NOT NULL DEFAULT false, reference varchar(60), version bigint NOT NULL DEFAULT 0, changed timestamptz NOT NULL DEFAULT now(), changed_in xid8 NOT NULL DEFAULT '0');
CREATE TABLE supplier (
    no varchar(20) PRIMARY KEY, name varchar(60) NOT NULL, vat_no varchar(20), street varchar(50), street2 varchar(50),
    zip varchar(10), city varchar(40), country char(2), phone varchar(30), email varchar(80), web varchar(80),
    payment_term varchar(10), our_account varchar(30), balance numeric(14,2) NOT NULL DEFAULT 0, last_invoice date,
    inactive boolean NOT NULL DEFAULT false, reference varchar(60), version bigint NOT NULL DEFAULT 0, changed timestamptz NOT NULL DEFAULT now(), changed_in xid8 NOT NULL DEFAULT '0');
CREATE TABLE person (
    no varchar(20) PRIMARY KEY, customer_no varchar(20), first_name varchar(40), last_name varchar(40) NOT NULL, title varchar(40), phone varchar(30), mobile varchar(30), email varchar(80),
    inactive boolean NOT NULL DEFAULT false, reference varchar(60), version bigint NOT NULL DEFAULT 0, changed timestamptz NOT NULL DEFAULT now(), changed_in xid8 NOT NULL DEFAULT '0');
CREATE TABLE project (
    no varchar(20) PRIMARY KEY, customer_no varchar(20), name varchar(60) NOT NULL, status varchar(20), start_date date, end_date date,
    inactive boolean NOT NULL DEFAULT false, reference varchar(60), version bigint NOT NULL DEFAULT 0, changed timestamptz NOT NULL DEFAULT now(), changed_in xid8 NOT NULL DEFAULT '0');

CREATE FUNCTION count_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    NEW.version := nextval('writes');
    NEW.changed := clock_timestamp();
    NEW.changed_in := pg_current_xact_id();
    RETURN NEW;
END $$;
CREATE FUNCTION log_write() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO write_log (table_name, no, operation) VALUES (TG_TABLE_NAME, coalesce(NEW.no, OLD.no), TG_OP);
    RETURN NULL;
END $$;
DO $$
DECLARE one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['customer', 'supplier', 'person', 'project'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION count_write()', one || '_counted', one);
        EXECUTE format('CREATE TRIGGER %I AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION log_write()', one || '_logged', one);
        EXECUTE format('CREATE INDEX ON %I (changed, no)', one);
        EXECUTE format('CREATE INDEX ON %I (changed_in, no)', one);
        EXECUTE format('CREATE UNIQUE INDEX ON %I (reference)', one);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO erp_link', one);
    END LOOP;
END $$;
GRANT SELECT ON client, customer_group, payment_term, country TO erp_link;
