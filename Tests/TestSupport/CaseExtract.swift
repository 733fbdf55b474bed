import Foundation

/// An extract written down case by case.
public struct CaseExtract {
    private var settlements: [String] = []
    private var visits: [String] = []
    private var lines: [String] = []
    private var traces: [String] = []
    private var inventory: [String] = []
    private var persons: [String] = []
    private var genders = ""

    public init() {}

    public static let woman = "2"
    public static let man = "1"

    /// One settlement with the lines that `write` adds to it.
    public mutating func settle(
        _ id: String, person: String = "P1", facility: String = "H11010000001", day: String = "2026-03-02", time: String = "10:00:00",
        from: String? = nil, to: String? = nil, type: String = "11", sex: String = "1", disease: String = "", fund: String = "60.00", valid: Bool = true,
        _ write: (inout LineWriter) -> Void = { _ in }
    ) {
        settlements.append(
            "\(id),M\(id),\(person),\(sex),1970-05-06,\(facility),\(type),\(from ?? day),\(to ?? day),\(day) \(time),\(disease),100.00,90.00,\(fund),\(fund),0,\(valid ? 1 : 0),2")
        if type.hasPrefix("21") { visits.append("M\(id),\(person),\(facility),\(type),\(from ?? day) 08:00:00,\(to ?? day) 10:00:00,0") }
        var writer = LineWriter(settlement: id, person: person, facility: facility, day: from ?? day, time: time)
        write(&writer)
        lines += writer.lines
    }

    public struct LineWriter {
        let settlement, person, facility, day, time: String
        fileprivate(set) var lines: [String] = []

        fileprivate init(settlement: String, person: String, facility: String, day: String, time: String) {
            (self.settlement, self.person, self.facility, self.day, self.time) = (settlement, person, facility, day, time)
        }

        public mutating func line(
            _ item: String, _ quantity: Double = 1, yuan: Double = 30, charge: String = "05", local: String = "", name: String = "",
            doctor: String = "", time: String? = nil, day: String? = nil, list: String = "201"
        ) {
            lines.append(
                "\(settlement)-\(lines.count),\(settlement),\(person),\(facility),\(day ?? self.day) \(time ?? self.time),\(item),\(name),\(local),\(list),\(charge),\(quantity),\(yuan),\(yuan),\(doctor),1")
        }
    }

    /// Takes a settlement back: the same person, facility and amount, negative, an hour later.
    public mutating func refund(_ id: String, person: String = "P1", facility: String, day: String) {
        settlements.append("\(id)-R,M\(id),\(person),1,1970-05-06,\(facility),41,\(day),\(day),\(day) 11:00:00,,-100.00,-90.00,-60.00,-60.00,1,1,2")
    }

    public mutating func trace(_ code: String, _ count: Int, settlement: String, facility: String, person: String = "P1", at time: String, split: Bool = false, item: String = "XA01") {
        traces.append("\(facility),\(settlement),\(person),\(item),\(code),\(count),\(time),\(split ? 1 : 0)")
    }

    public mutating func stock(_ facility: String, _ item: String, _ kind: String, _ count: Double, at time: String) {
        inventory.append("\(facility),\(item),\(kind),\(count),\(time)")
    }

    public mutating func person(_ id: String, born: String = "1950-01-01", died: String = "", sex: String = "1") {
        persons.append("\(id),\(sex),\(born),\(died)")
    }

    public mutating func onlyFor(_ item: String, sex: String) { genders += "\(item),\(sex)\n" }

    /// - Parameter shuffled: whether the rows stand in the reverse order.
    public func write(to folder: String, shuffled: Bool = false) throws {
        func write(_ name: String, _ header: String, _ rows: [String]) throws {
            guard !rows.isEmpty else { return }
            let ordered = shuffled ? rows.reversed() : rows
            try ([header] + ordered).joined(separator: "\n").appending("\n")
                .write(toFile: folder + "/" + name + ".csv", atomically: false, encoding: .utf8)
        }
        try write(
            "setl_d",
            "setl_id,mdtrt_id,psn_no,gend,brdy,fixmedins_code,med_type,begndate,enddate,setl_time,dise_no,medfee_sumamt,inscp_amt,hifp_pay,fund_pay_sumamt,refd_setl_flag,vali_flag,setl_type",
            settlements)
        try write(
            "fee_list_d",
            "bkkp_sn,setl_id,psn_no,fixmedins_code,fee_ocur_time,med_list_codg,hilist_name,medins_list_codg,list_type,med_chrgitm_type,cnt,det_item_fee_sumamt,inscp_amt,bilg_dr_code,vali_flag",
            lines)
        try write("mdtrt_d", "mdtrt_id,psn_no,fixmedins_code,med_type,begntime,endtime,inhosp_stas", visits)
        try write("drug_trac_d", "fixmedins_code,setl_id,psn_no,med_list_codg,drug_trac_codg,sel_retn_cnt,sel_retn_time,trdn_flag", traces)
        try write("drug_inv_d", "fixmedins_code,med_list_codg,inv_type,cnt,inv_time", inventory)
        try write("psn_info_b", "psn_no,gend,brdy,die_date", persons)
        try write("items_gender", "med_list_codg,allowed_gend", genders.split(separator: "\n").map(String.init))
    }
}
