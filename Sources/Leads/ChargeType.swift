/// What a fee line charges for: `med_chrgitm_type`.
enum ChargeType {
    static let bed: UInt8 = 1
    static let consultation: UInt8 = 2
    static let examination: UInt8 = 3
    static let laboratory: UInt8 = 4
    static let treatment: UInt8 = 5
    static let surgery: UInt8 = 6
    static let nursing: UInt8 = 7
    static let general: UInt8 = 12
    static let registration: UInt8 = 13
    static let drugs: ClosedRange<UInt8> = 9...11

    static func isExamination(_ type: UInt8) -> Bool { type == examination || type == laboratory }

    /// What every day in a bed costs, whether anything is done or not.
    static func isRoom(_ type: UInt8) -> Bool {
        type == bed || type == consultation || type == nursing || type == registration
    }

    /// What a house charges whatever the disease.
    static func isHouse(_ type: UInt8) -> Bool { isRoom(type) || type == general }
}
