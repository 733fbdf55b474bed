enum ParquetConversion { static func convert(table: String, in folder: String) throws {} }
