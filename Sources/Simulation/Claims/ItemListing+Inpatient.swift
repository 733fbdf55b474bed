/// What wards charge beside the outpatient catalogue: name, list prices in fen, days of supply, and the per cent in scope where it
/// is not the group's.
extension ItemListing {
    static let inpatient: [(ItemGroup, String)] = [
        (.wardBed, wardBed), (.wardRound, wardRound), (.wardLaboratory, wardLaboratory), (.wardImaging, wardImaging),
        (.wardInfusion, wardInfusion), (.wardCare, wardCare), (.wardSurgery, wardSurgery), (.wardMaterial, wardMaterial),
        (.femaleExamination, femaleExamination), (.femaleSurgery, femaleSurgery),
        (.maleExamination, maleExamination), (.maleSurgery, maleSurgery),
    ]

    /// The companion's bed is charged under the same heading as a patient's and is outside the policy's scope.
    private static let wardBed = """
        Intensive-care bed (重症监护床位费)|12000
        Companion bed (陪护床位费)|1500||0
        Isolation bed (传染病房床位费)|7000
        Newborn cot (婴儿床位费)|1500
        """
    private static let wardRound = """
        Inpatient consultation a day (住院诊查费)|1500
        Inpatient consultation a day at a tertiary hospital (住院诊查费)|2800
        """
    private static let wardLaboratory = """
        Stool routine|900
        Blood gas analysis|6800
        Sputum culture|6200
        D-dimer|7800
        Natriuretic peptide|18800
        Cardiac enzymes|6400
        Amylase and lipase|4200
        Blood culture|9800
        Rheumatoid factor and antinuclear antibodies|9600
        C-peptide and insulin release|12800
        Urine albumin|3600
        Blood group and cross-match|5400
        Electrolytes|3200
        Homocysteine|5800
        HIV and syphilis screen|6800
        Tuberculosis antibody|4800
        Mycoplasma antibody|5200
        Psychotropic drug level|8800
        """
    private static let wardImaging = """
        Vascular ultrasound of the legs|13800
        Holter electrocardiogram|16800
        Pulmonary function test|14800
        Colonoscopy|38800
        Urinary ultrasound|9600
        Hip radiograph|9200
        Knee radiograph|8800
        Electroencephalogram|12800
        Coronary CT angiography|89800
        MR cholangiopancreatography|72800
        Ophthalmic A/B ultrasound|7800
        Bone scan|68800
        Transcranial Doppler|11800
        Carotid ultrasound|12600
        Nerve conduction study|16800
        Abdominal CT|36800
        Bronchoscopy|48800
        Positron emission tomography|698000||0
        """
    private static let wardInfusion = """
        Levofloxacin injection|1880
        Cefuroxime for injection|1260
        Methylprednisolone for injection|2180
        Furosemide injection|180
        Edaravone injection|3860
        Salvianolate for injection|5280
        Enoxaparin injection|3980
        Omeprazole for injection|980
        Somatostatin for injection|9860
        Magnesium sulfate injection|240
        Oxytocin injection|310
        Paclitaxel for injection|68800
        Carboplatin injection|12800
        Docetaxel injection|48600
        Amino-acid injection|3280
        Mannitol injection|860
        Vitamin B complex injection|420
        Thymalfasin for injection|8860
        """
    private static let wardCare = """
        Electrocardiographic monitoring by hour|400
        Oxygen by nasal cannula by hour|300
        General anaesthesia|98000
        Spinal anaesthesia|58000
        Local anaesthesia|8600
        Nebulisation in the ward|1600
        Chemotherapy by pump|6800
        Blood glucose by meter|600
        Central venous catheter|28600
        Mechanical ventilation by hour|1600
        Intravenous infusion in the ward|1100
        Dressing in the ward|3200
        Traction|2800
        Electroconvulsive therapy|18600
        Psychotherapy session|9800
        Phototherapy of the newborn by hour|600
        """
    private static let wardSurgery = """
        Percutaneous lumbar discectomy|218000
        Ureteroscopic lithotripsy|196000
        Haemorrhoidectomy|86000
        Hip arthroplasty|298000
        Knee arthroplasty|312000
        Varicose vein stripping|118000
        Colonoscopic polypectomy|96000
        Endoscopic retrograde cholangiography|268000
        Removal of internal fixation|98000
        Thyroid lobectomy|216000
        """
    private static let wardMaterial = """
        Artificial hip joint|986000
        Artificial knee joint|1086000
        Drainage tube|6800
        Suture set|12600
        Puncture kit|9800
        """
    private static let femaleExamination = """
        Vaginal examination and smear (阴道检查)|4200
        Colposcopy (阴道镜检查)|16800
        Transvaginal ultrasound (经阴道超声)|11800
        Obstetric ultrasound (产科超声)|13800
        Cervical cytology (宫颈细胞学检查)|18600
        Fetal heart monitoring (胎心监测)|3600
        Hysteroscopy (宫腔镜检查)|46800
        """
    private static let femaleSurgery = """
        Hysteroscopic polypectomy (宫腔镜下息肉切除)|98000
        Hysterectomy (子宫切除术)|268000
        Ovarian cystectomy (卵巢囊肿剥除术)|186000
        Caesarean section (剖宫产术)|198000
        Delivery (阴道分娩接生)|128000
        Oocyte retrieval (取卵术)|156000
        """
    private static let maleExamination = """
        Prostate ultrasound (前列腺超声)|9600
        Semen analysis (精液常规)|5200
        Prostatic fluid (前列腺液检查)|2600
        Prostate-specific antigen (前列腺特异抗原)|9800
        """
    private static let maleSurgery = """
        Transurethral resection of the prostate (前列腺电切术)|286000
        Circumcision (包皮环切术)|68000
        Vasectomy (输精管结扎术)|56000
        High ligation of the spermatic vein (精索静脉高位结扎)|112000
        """
}
