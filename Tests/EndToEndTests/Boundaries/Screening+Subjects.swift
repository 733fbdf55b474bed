import Leads

extension Screening {
    func lead(_ subject: String) -> Lead? { leads.first { $0.subjectID == subject } }

    func lists(_ subject: String) -> Bool { lead(subject) != nil }
}

extension Lead {
    func reason(_ feature: String) -> Lead.Reason? { reasons.first { $0.feature == feature } }
}
