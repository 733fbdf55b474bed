/// The catalogue as text, one item a line: name, list prices in fen (one a pack size), days of supply of the first pack.
///
/// Prices are of the order that Chinese hospitals charge; no line is a real product.
enum ItemListing {
    static let all: [(ItemGroup, String)] = [
        (.cold, cold), (.antibiotic, antibiotic), (.analgesic, analgesic), (.gastric, gastric), (.dermal, dermal),
        (.supplement, supplement), (.patent, patent), (.decoction, decoction), (.infusion, infusion),
        (.hypertension, hypertension), (.diabetes, diabetes), (.coronaryDisease, coronaryDisease),
        (.chronicObstructive, chronicObstructive), (.stroke, stroke), (.hepatitis, hepatitis), (.psychosis, psychosis),
        (.thyroid, thyroid), (.dialysisDrug, dialysisDrug), (.oncology, oncology),
        (.registration, registration), (.consultation, consultation), (.generalConsultation, generalConsultation),
        (.laboratory, laboratory), (.imaging, imaging), (.treatment, treatment), (.physiotherapy, physiotherapy),
        (.bed, bed), (.nursing, nursing), (.surgery, surgery), (.dialysis, dialysis), (.radiotherapy, radiotherapy),
        (.vaccination, vaccination), (.checkup, checkup), (.consumable, consumable),
    ]

    private static let cold = """
        Paracetamol tablets|680 1180|4
        Ibuprofen capsules|1250 2280|4
        Compound paracetamol and amantadine|1480|3
        Pseudoephedrine compound tablets|1620 2950|4
        Oseltamivir capsules|5890|5
        Dextromethorphan syrup|1850|5
        Ambroxol tablets|1280 2350|5
        Acetylcysteine granules|2480|5
        Chlorphenamine tablets|360|10
        Loratadine tablets|980 1860|6
        """
    private static let antibiotic = """
        Amoxicillin capsules|890 1680|4
        Cefixime dispersible tablets|2980|4
        Cefaclor capsules|2150 3980|4
        Azithromycin tablets|1690 3120|3
        Levofloxacin tablets|1380 2590|5
        Metronidazole tablets|420|5
        Roxithromycin capsules|1190|5
        Cefuroxime tablets|1870 3560|5
        """
    private static let analgesic = """
        Diclofenac tablets|1260 2380|7
        Celecoxib capsules|3290 6180|10
        Meloxicam tablets|1850|7
        Flurbiprofen plaster|2650|6
        Glucosamine capsules|4280 7980|20
        Loxoprofen tablets|2190|7
        """
    private static let gastric = """
        Omeprazole capsules|1180 2180|7
        Rabeprazole tablets|2890|7
        Domperidone tablets|1560|10
        Mosapride tablets|1980 3690|8
        Bismuth potassium citrate|2260|7
        Smectite powder|1490|3
        Bifidobacterium capsules|2680 4980|6
        Sucralfate tablets|870|10
        """
    private static let dermal = """
        Mometasone cream|1680|10
        Mupirocin ointment|1890|7
        Compound dexamethasone cream|560|7
        Terbinafine cream|1450|14
        Calamine lotion|680|10
        Ofloxacin eye drops|780|7
        Sodium hyaluronate eye drops|2980|15
        """
    private static let supplement = """
        Calcium carbonate with vitamin D|3980 7380|30
        Multivitamin tablets|4580|30
        Fish oil capsules|8800|40
        Protein powder|16800|20
        Donkey-hide gelatin|39800|15
        American ginseng slices|29800|20
        """
    private static let patent = """
        Lianhua Qingwen capsules|1480 2780|4
        Banlangen granules|980 1780|5
        Ganmao Qingre granules|860|4
        Huoxiang Zhengqi liquid|1120|4
        Compound Danshen pills|2680 4980|15
        Angong Niuhuang pills|56000|1
        Liuwei Dihuang pills|1850 3480|15
        Xuesaitong capsules|3280 6180|10
        Suxiao Jiuxin pills|3180|15
        Yunnan Baiyao aerosol|4280|7
        Zhengtian pills|1690|5
        Shensong Yangxin capsules|3390 6380|7
        Wenxin granules|3120|6
        Bailing capsules|5980|10
        Yinxingye tablets|2450 4580|12
        """
    private static let decoction = """
        Astragalus root|45
        Angelica root|62
        Licorice root|28
        White peony root|33
        Poria|38
        Codonopsis root|75
        Atractylodes rhizome|48
        Ligusticum rhizome|39
        Rehmannia root|30
        Salvia root|36
        Pinellia rhizome|96
        Bupleurum root|88
        Coptis rhizome|152
        Ophiopogon root|82
        Schisandra fruit|70
        """
    private static let infusion = """
        Sodium chloride injection|280
        Glucose injection|310
        Ceftriaxone for injection|980
        Cefoperazone and sulbactam for injection|3860
        Ambroxol injection|820
        Pantoprazole for injection|1780
        Xingnaojing injection|2960
        Alprostadil injection|4180
        Potassium chloride injection|120
        Omadacycline for injection|18600
        """
    private static let hypertension = """
        Amlodipine tablets|1250 2380|14
        Nifedipine controlled-release tablets|2680 5080|14
        Valsartan capsules|2290 4380|14
        Irbesartan hydrochlorothiazide|2580|14
        Metoprolol sustained-release tablets|1390 2680|14
        Indapamide tablets|1780|15
        Perindopril tablets|2890 5480|15
        Sacubitril valsartan tablets|6980|14
        Benazepril tablets|1860|14
        """
    private static let diabetes = """
        Metformin tablets|1680 3180|15
        Glimepiride tablets|2380 4480|15
        Acarbose tablets|1890 3580|10
        Dapagliflozin tablets|4360|14
        Sitagliptin tablets|5080|14
        Insulin glargine injection|6980|20
        Insulin aspart 30 injection|5860|20
        Semaglutide injection|47800|28
        Gliclazide modified-release tablets|2160|15
        """
    private static let coronaryDisease = """
        Aspirin enteric tablets|980 1830|30
        Clopidogrel tablets|2980 5680|14
        Atorvastatin tablets|1580 2980|14
        Rosuvastatin tablets|1890 3590|14
        Isosorbide mononitrate tablets|1680|15
        Ticagrelor tablets|4890|14
        Trimetazidine tablets|2260|15
        """
    private static let chronicObstructive = """
        Budesonide formoterol inhaler|16800|30
        Tiotropium inhaler|19800|30
        Salbutamol aerosol|1980|20
        Montelukast tablets|2890 5480|10
        Doxofylline tablets|2480|12
        """
    private static let stroke = """
        Butylphthalide capsules|13800|12
        Citicoline capsules|3860|12
        Edaravone camphanol sublingual|9800|7
        Nimodipine tablets|880|14
        Naoxintong capsules|2780|12
        """
    private static let hepatitis = """
        Entecavir tablets|1890 3580|28
        Tenofovir alafenamide tablets|4980|30
        Silibinin capsules|3960|15
        Polyene phosphatidylcholine capsules|4580|12
        """
    private static let psychosis = """
        Olanzapine tablets|2680 5080|14
        Risperidone tablets|1780|20
        Quetiapine tablets|3890|15
        Lorazepam tablets|1260|20
        """
    private static let thyroid = """
        Levothyroxine tablets|2980 5560|50
        Methimazole tablets|1680|25
        """
    private static let dialysisDrug = """
        Erythropoietin injection|4860
        Roxadustat capsules|21800|28
        Lanthanum carbonate tablets|9800|10
        Calcitriol capsules|3860|10
        Low-molecular-weight heparin injection|2980
        """
    private static let oncology = """
        Capecitabine tablets|18600|14
        Letrozole tablets|9800|30
        Osimertinib tablets|279600|30
        Trastuzumab for injection|438600
        Ondansetron injection|1280
        Tacrolimus capsules|18800|15
        Mycophenolate mofetil capsules|9800|14
        Recombinant coagulation factor VIII|46800|3
        """
    private static let registration = """
        Registration (clinic)|200
        Registration (secondary hospital)|500
        Registration (tertiary hospital)|1000
        """
    private static let consultation = """
        Consultation (clinic)|800
        Consultation (primary hospital)|1000
        Consultation (secondary hospital)|1500
        Consultation (tertiary hospital)|2500
        Consultation (specialist)|5000
        """
    private static let generalConsultation = """
        General consultation (primary care)|1000
        """
    private static let laboratory = """
        Complete blood count|2000
        C-reactive protein|3000
        Urinalysis|1200
        Liver function panel|8600
        Renal function panel|4800
        Blood lipids|5600
        Fasting glucose|600
        Glycated haemoglobin|5000
        Thyroid function|13800
        Coagulation panel|9800
        Tumour markers|24800
        Influenza antigen|7800
        Hepatitis B markers|11500
        Troponin|9600
        Procalcitonin|16800
        """
    private static let imaging = """
        Chest radiograph|8500
        Chest CT|24800
        Head CT|22600
        Abdominal ultrasound|11800
        Thyroid ultrasound|9800
        Cardiac ultrasound|19800
        Electrocardiogram|2600
        Lumbar MRI|54800
        Head MRI|59800
        Gastroscopy|31800
        Bone density|12600
        Fundus photography|6800
        """
    private static let treatment = """
        Intravenous infusion|900
        Intramuscular injection|300
        Nebulised inhalation|1500
        Wound dressing|2600
        Oxygen inhalation by hour|400
        Foreign body removal|6800
        Electronic nasal irrigation|3600
        """
    private static let physiotherapy = """
        Acupuncture 普通针刺|3600
        Electroacupuncture|4200
        Cupping|2400
        Massage of the lumbar region 推拿 (20 minutes)|5800
        Moxibustion|3200
        Medium-frequency electrotherapy|2600
        Infrared therapy|1800
        Exercise therapy 运动疗法 (45 minutes)|4800
        Occupational therapy 作业疗法 (45 minutes)|4600
        """
    private static let bed = """
        Bed (ordinary ward)|4000
        Bed (two-person ward)|6500
        Bed (primary hospital)|2500
        """
    private static let nursing = """
        Nursing (grade one)|3400
        Nursing (grade two)|2200
        Nursing (grade three)|1200
        """
    private static let surgery = """
        Laparoscopic cholecystectomy|186000
        Appendectomy|128000
        Cataract extraction|168000
        Inguinal hernia repair|112000
        Hysteroscopic polypectomy|98000
        Fracture fixation|238000
        Coronary stent placement|389000
        """
    private static let dialysis = """
        Haemodialysis|38000
        Haemodiafiltration|58000
        """
    private static let radiotherapy = """
        Intensity-modulated radiotherapy (session)|148000
        Radiotherapy positioning|6800
        """
    private static let vaccination = """
        Vaccination service|2500
        Influenza vaccine|12800
        """
    private static let checkup = """
        Health talk and blood pressure|500
        Screening package|5800
        """
    private static let consumable = """
        Infusion set|360
        Disposable syringe|90
        Dialyser|12600
        Arteriovenous fistula needle|980
        Gauze dressing|420
        Indwelling needle|1280
        Nebuliser kit|1680
        Glucose test strips|6800 12800
        Lancets|1200
        Coronary stent|79800
        Intraocular lens|68800
        Bone plate|126800
        """
}
