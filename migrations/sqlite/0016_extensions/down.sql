DROP VIEW extensions_readable;
DROP TABLE extensions;
