/// The tables and columns of the extract contract: names, aliases, kinds, and what cannot be done without.
public enum ContractSchema {
    /// What a column holds, and so how it is read.
    public enum Kind: Sendable {
        /// A name of a thing: kept to the letter, outer blanks dropped.
        case identifier
        /// A short code of a published table.
        case code
        /// Yuan, read exactly as integer fen.
        case amount
        /// A number that is not money.
        case number
        case date
        /// A date that may well be long ago.
        case birthDate
        /// A timestamp, a date alone, or a time alone: the day and the second of day are read apart.
        case timestamp
        case text
        /// Read only through a keyed hash, for grouping.
        case hashed
    }

    public struct Column: Sendable {
        public let name: String
        public let kind: Kind
        public let aliases: [String]
        /// A row without it cannot be used.
        public let isRequired: Bool
        /// A value that cannot be read makes the row unusable; otherwise the value is dropped and counted. What the store does not keep is never vital.
        public let isVital: Bool
    }

    public struct Table: Sendable {
        public let name: String
        public let columns: [Column]

        public func column(_ name: String) -> Column? { columns.first { $0.name == name } }
    }

    /// Identity columns that no computation needs. They are never named in a query, so they are never read.
    public static let identityColumns: Set<String> = [
        "psn_name", "certno", "psn_cert_type", "tel", "addr", "coner_name", "emp_name", "brdy_name",
    ]

    public static let tables: [Table] = [
        settlements, feeLines, visits, facilities, persons, chronicRegistrations, traces, inventory, itemSexes,
    ]

    public static func table(_ name: String) -> Table? { tables.first { $0.name == name } }

    public static let settlements = Table(name: "setl_d", columns: [
        column("setl_id", .identifier, required: true),
        column("mdtrt_id", .identifier),
        column("psn_no", .identifier, required: true),
        column("gend", .code, optional: true),
        column("brdy", .birthDate, optional: true),
        column("insutype", .code),
        column("psn_type", .code, optional: true),
        column("emp_no", .identifier, aliases: ["insu_emp_no"]),
        column("insu_admdvs", .code, aliases: ["insu_optins", "insuplc_admdvs"]),
        column("fixmedins_code", .identifier, required: true),
        column("fix_blng_admdvs", .code, aliases: ["fixmedins_poolarea"]),
        column("med_type", .code),
        column("begndate", .date),
        column("enddate", .date),
        column("setl_time", .timestamp),
        column("dise_no", .code, aliases: ["dise_codg"]),
        column("medfee_sumamt", .amount, required: true),
        column("inscp_amt", .amount, aliases: ["inscp_scp_amt"]),
        column("hifp_pay", .amount),
        column("fund_pay_sumamt", .amount),
        column("psn_pay", .amount, aliases: ["psn_part_amt"]),
        column("acct_pay", .amount),
        column("acct_mulaid_pay", .amount),
        column("cash_payamt", .amount, aliases: ["psn_cash_pay"]),
        column("mdtrt_cert_type", .code),
        column("opter_id", .identifier),
        column("opt_time", .timestamp, optional: true),
        column("refd_setl_flag", .code),
        column("setl_type", .code),
        column("vali_flag", .code),
    ])

    public static let feeLines = Table(name: "fee_list_d", columns: [
        column("bkkp_sn", .identifier, aliases: ["feedetl_sn"], required: true),
        column("setl_id", .identifier),
        column("mdtrt_id", .identifier, optional: true),
        column("psn_no", .identifier, optional: true),
        column("fixmedins_code", .identifier, optional: true),
        column("fee_ocur_time", .timestamp),
        column("med_list_codg", .code, aliases: ["hilist_code"]),
        column("hilist_name", .text),
        column("medins_list_codg", .code),
        column("list_type", .code),
        column("med_chrgitm_type", .code),
        column("cnt", .number),
        column("pric", .number, optional: true),
        column("det_item_fee_sumamt", .amount, required: true),
        column("inscp_amt", .amount, aliases: ["inscp_scp_amt"]),
        column("prd_days", .number),
        column("bilg_dr_code", .code, aliases: ["bilg_dr_codg"]),
        column("rxno", .identifier, aliases: ["rx_drord_no"], optional: true),
        column("vali_flag", .code),
    ])

    public static let visits = Table(name: "mdtrt_d", columns: [
        column("mdtrt_id", .identifier, required: true),
        column("psn_no", .identifier, optional: true),
        column("fixmedins_code", .identifier, optional: true),
        column("med_type", .code, optional: true),
        column("begntime", .timestamp),
        column("endtime", .timestamp),
        column("adm_dept_codg", .code),
        column("adm_bed", .code),
        column("dscg_maindiag_code", .code),
        column("dscg_way", .code),
        column("atddr_no", .identifier),
        column("inhosp_stas", .code),
        column("tel", .hashed),
        column("resd_regn", .code),
    ])

    public static let facilities = Table(name: "fixmedins_b", columns: [
        column("fixmedins_code", .identifier, required: true),
        column("fixmedins_name", .text),
        column("fixmedins_type", .code),
        column("hosp_lv", .code, aliases: ["medinslv"]),
        column("admdvs", .code),
        column("aprv_bed_cnt", .number, optional: true),
        column("econ_type", .code),
        column("caty", .code),
        column("biz_24h", .code),
    ])

    public static let persons = Table(name: "psn_info_b", columns: [
        column("psn_no", .identifier, required: true),
        column("gend", .code, optional: true),
        column("brdy", .birthDate, optional: true),
        column("die_date", .date, optional: true),
        column("addr", .hashed),
        column("tel", .hashed),
    ])

    public static let chronicRegistrations = Table(name: "opsp_reg_d", columns: [
        column("psn_no", .identifier, required: true),
        column("opsp_dise_code", .code),
        column("begndate", .date, optional: true),
        column("enddate", .date, optional: true),
        column("fixmedins_code", .identifier),
    ])

    public static let traces = Table(name: "drug_trac_d", columns: [
        column("fixmedins_code", .identifier),
        column("setl_id", .identifier),
        column("psn_no", .identifier),
        column("med_list_codg", .code),
        column("drug_trac_codg", .identifier, required: true),
        column("sel_retn_cnt", .number),
        column("sel_retn_time", .timestamp),
        column("trdn_flag", .code),
    ])

    public static let inventory = Table(name: "drug_inv_d", columns: [
        column("fixmedins_code", .identifier, required: true),
        column("med_list_codg", .code, required: true),
        column("inv_type", .code),
        column("cnt", .number),
        column("inv_time", .timestamp),
    ])

    /// Items that only one sex can have; not a table of the platform, but knowledge that may come with an extract.
    public static let itemSexes = Table(name: "items_gender", columns: [
        column("med_list_codg", .code, required: true),
        column("allowed_gend", .code, required: true),
    ])

    private static func column(
        _ name: String, _ kind: Kind, aliases: [String] = [], required: Bool = false, optional: Bool = false
    ) -> Column {
        Column(name: name, kind: kind, aliases: aliases, isRequired: required, isVital: !optional)
    }
}
