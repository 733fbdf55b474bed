import Claims
import CXlsxWriter
import Foundation
import Output

/// How a cell looks.
enum CellStyle: CaseIterable {
    case heading, text, wrapped, integer, score, probability, amount, date, high, medium, low
}

/// One cell of a sheet. What a format cannot hold (a number that is not finite, a date that is none) is an empty cell or a text.
enum Cell {
    case text(String, CellStyle = .text)
    case number(Double?, CellStyle)
    /// `yyyy-mm-dd`.
    case date(String)
}

/// A spreadsheet file in the making, over libxlsxwriter. All that is unsafe about it is in this file.
@safe final class Workbook {
    private var handle: UnsafeMutablePointer<lxw_workbook>?
    private var formats: [CellStyle: Format] = [:]
    private let path: String

    /// - Parameter createdOn: the creation date that the file states: a date of the data, so that equal content is equal bytes.
    init(path: String, title: String, createdOn day: Int32) throws(OutputError) {
        self.path = path
        unsafe handle = workbook_new(path)
        guard let handle = unsafe handle else { throw OutputError("\(path): the spreadsheet library could not start") }
        unsafe title.withCString { text in
            var properties = unsafe lxw_doc_properties()
            unsafe properties.title = UnsafeMutablePointer(mutating: text)
            unsafe properties.created = time_t(day) * 86_400
            _ = unsafe workbook_set_properties(handle, &properties)
        }
        for style in CellStyle.allCases {
            guard let format = unsafe workbook_add_format(handle) else { throw OutputError("\(path): the spreadsheet library is out of memory") }
            unsafe formats[style] = Format(handle: format)
            unsafe Self.apply(style, to: format)
        }
    }

    deinit {
        // Only on the way out of an error: the library frees nothing unless it is closed.
        if let handle = unsafe handle { _ = unsafe workbook_close(handle) }
    }

    /// A new sheet with a heading that stays in view and a filter over all columns.
    ///
    /// - Parameter columns: headings and widths in characters.
    func addSheet(_ name: String, columns: [(heading: String, width: Double)]) throws(OutputError) -> Sheet {
        guard let handle = unsafe handle, let worksheet = unsafe workbook_add_worksheet(handle, name) else {
            throw OutputError("\(path): the sheet \(name) could not be added")
        }
        let sheet = unsafe Sheet(handle: worksheet, formats: formats, path: path)
        for (index, column) in columns.enumerated() {
            _ = unsafe worksheet_set_column(worksheet, UInt16(index), UInt16(index), column.width, nil)
        }
        try sheet.append(columns.map { .text($0.heading, .heading) }, height: 22)
        unsafe worksheet_freeze_panes(worksheet, 1, 0)
        unsafe worksheet_set_landscape(worksheet)
        unsafe worksheet_fit_to_pages(worksheet, 1, 0)
        _ = unsafe worksheet_repeat_rows(worksheet, 0, 0)
        return sheet
    }

    /// Writes the file. The workbook cannot be used afterwards.
    func close() throws(OutputError) {
        guard let open = unsafe handle else { return }
        unsafe handle = nil
        let status = unsafe workbook_close(open)
        guard status == LXW_NO_ERROR else {
            throw OutputError("\(path): the spreadsheet could not be written (\(unsafe String(cString: lxw_strerror(status))))")
        }
    }

    private static func apply(_ style: CellStyle, to format: UnsafeMutablePointer<lxw_format>) {
        unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue))
        switch style {
        case .heading:
            unsafe format_set_bold(format)
            unsafe format_set_align(format, UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue))
            unsafe format_set_bg_color(format, 0xE8EDF2)
            unsafe format_set_bottom(format, UInt8(LXW_BORDER_THIN.rawValue))
        case .text: break
        case .wrapped: unsafe format_set_text_wrap(format)
        case .integer: unsafe format_set_num_format(format, "#,##0")
        case .score: unsafe format_set_num_format(format, "0.00")
        case .probability: unsafe format_set_num_format(format, "0.0E+00")
        case .amount: unsafe format_set_num_format(format, "#,##0.00")
        case .date: unsafe format_set_num_format(format, "yyyy-mm-dd")
        case .high: unsafe fill(format, background: 0xF6D5D0, foreground: 0x8C1D11)
        case .medium: unsafe fill(format, background: 0xFBE9C6, foreground: 0x7A4D00)
        case .low: unsafe fill(format, background: 0xE4EBE4, foreground: 0x33523A)
        }
    }

    private static func fill(_ format: UnsafeMutablePointer<lxw_format>, background: UInt32, foreground: UInt32) {
        unsafe format_set_bg_color(format, background)
        unsafe format_set_font_color(format, foreground)
        unsafe format_set_align(format, UInt8(LXW_ALIGN_CENTER.rawValue))
    }

    @safe fileprivate struct Format {
        let handle: UnsafeMutablePointer<lxw_format>
    }

    /// Valid as long as its workbook is open.
    @safe final class Sheet {
        private let handle: UnsafeMutablePointer<lxw_worksheet>
        private let formats: [CellStyle: Format]
        private let path: String
        private(set) var rowCount = 0
        private var columnCount = 0

        /// What a sheet holds at most, by the file format.
        static let mostRows = 1_048_576
        /// What a cell holds at most, in UTF-8 characters, by the file format.
        private static let longestText = 32_767

        fileprivate init(handle: UnsafeMutablePointer<lxw_worksheet>, formats: [CellStyle: Format], path: String) {
            unsafe self.handle = unsafe handle
            self.formats = formats
            self.path = path
        }

        /// - Parameter height: in points; the program's default when nil.
        func append(_ cells: [Cell], height: Double? = nil) throws(OutputError) {
            let row = UInt32(rowCount)
            if let height { _ = unsafe worksheet_set_row(handle, row, min(height, 409), nil) }
            for (column, cell) in cells.enumerated() { try write(cell, row: row, column: UInt16(column)) }
            rowCount += 1
            columnCount = max(columnCount, cells.count)
        }

        /// To be called after the last row.
        func addFilter() {
            guard rowCount > 0, columnCount > 0 else { return }
            _ = unsafe worksheet_autofilter(handle, 0, 0, UInt32(rowCount - 1), UInt16(columnCount - 1))
        }

        private func write(_ cell: Cell, row: UInt32, column: UInt16) throws(OutputError) {
            var status = LXW_NO_ERROR
            switch cell {
            case .text(let text, let style):
                guard !text.isEmpty else { return }
                status = unsafe worksheet_write_string(handle, row, column, String(text.prefix(Self.longestText)), formats[style]?.handle)
            case .number(let value, let style):
                guard let value, value.isFinite else { return }
                status = unsafe worksheet_write_number(handle, row, column, value, formats[style]?.handle)
            case .date(let text):
                guard let day = CalendarDay.parse(text) else { return try write(.text(text), row: row, column: column) }
                let (year, month, date) = CalendarDay.civil(day)
                var value = lxw_datetime(year: Int32(year), month: Int32(month), day: Int32(date), hour: 0, min: 0, sec: 0)
                status = unsafe worksheet_write_datetime(handle, row, column, &value, formats[.date]?.handle)
            }
            guard status == LXW_NO_ERROR else {
                throw OutputError("\(path): row \(row + 1), column \(column + 1) does not fit a spreadsheet (\(unsafe String(cString: lxw_strerror(status))))")
            }
        }
    }
}
