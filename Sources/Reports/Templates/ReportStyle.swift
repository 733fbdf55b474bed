/// The style sheet of `report.html`: light, quiet, and the same on paper.
enum ReportStyle {
    static let sheet = """
        :root { --ink: #1f2933; --soft: #5b6773; --line: #d9dfe5; --wash: #f5f7f9; --mark: #a3341c; --link: #1d4f7c; }
        * { box-sizing: border-box; }
        html { font: 15px/1.6 "Noto Sans SC", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; color: var(--ink); background: #fff; }
        body { max-width: 1080px; margin: 0 auto; padding: 32px 24px 48px; }
        h1 { font-size: 1.75rem; margin: 0 0 .25rem; font-weight: 600; }
        h2 { font-size: 1.2rem; margin: 0 0 .75rem; font-weight: 600; }
        h3 { font-size: 1rem; margin: 1.25rem 0 .35rem; font-weight: 600; }
        a { color: var(--link); }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 16px; top: 8px; background: #fff; padding: 4px 8px; }
        .period { margin: 0 0 1rem; color: var(--soft); }
        .counts, .facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0 0 1rem; }
        .counts dt, .facts dt { color: var(--soft); font-size: .8rem; }
        .counts dd { margin: 0; font-size: 1.3rem; font-variant-numeric: tabular-nums; }
        .facts dd { margin: 0; font-variant-numeric: tabular-nums; }
        .notice { border-left: 3px solid var(--mark); background: #fdf6f3; padding: .6rem .9rem; margin: 0 0 2rem; }
        .notice.small { font-size: .8rem; color: var(--soft); background: none; border-left-width: 1px; padding: 0 .6rem; margin: 1rem 0 0; }
        section { margin-bottom: 2.5rem; }
        article { border-top: 2px solid var(--ink); padding-top: 1rem; margin-bottom: 3rem; }
        .rank { display: inline-block; min-width: 1.6em; color: var(--soft); font-variant-numeric: tabular-nums; }
        table { border-collapse: collapse; width: 100%; font-size: .88rem; }
        th, td { text-align: left; vertical-align: top; padding: .4rem .6rem .4rem 0; border-bottom: 1px solid var(--line); }
        thead th { color: var(--soft); font-weight: 500; border-bottom-color: var(--soft); white-space: nowrap; }
        tbody th { font-weight: 400; }
        .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .strong { font-weight: 600; }
        .scenario, .kind { white-space: nowrap; }
        .kind { color: var(--soft); }
        .id { font-family: "Noto Sans Mono", ui-monospace, Menlo, Consolas, monospace; font-size: .92em; overflow-wrap: anywhere; }
        .ids { font-size: .82rem; margin: .2rem 0; overflow-wrap: anywhere; }
        .ids > span { color: var(--soft); margin-right: .4rem; }
        .aside { color: var(--soft); font-size: .85rem; }
        p.aside { margin: 0 0 .4rem; }
        .risk { display: inline-block; font-size: .78rem; font-weight: 500; padding: 0 .5em; border-radius: 3px; white-space: nowrap; border: 1px solid; }
        .risk.high { color: #8c1d11; background: #fbeae7; }
        .risk.medium { color: #7a4d00; background: #fdf4e0; }
        .risk.low { color: #33523a; background: #eef4ee; }
        .plot { width: 276px; padding-left: 1rem; padding-right: 0; }
        h2 .risk { margin-left: .4rem; }
        th.plot { font-size: .75rem; }
        svg { width: 240px; height: 20px; display: block; }
        .axis { stroke: var(--line); stroke-width: 2; }
        .median { stroke: var(--soft); stroke-width: 2; }
        .high { stroke: var(--soft); }
        line.high { stroke-width: 2; stroke-dasharray: 2 2; }
        .value { fill: var(--mark); }
        .key { display: inline-block; vertical-align: middle; margin: 0 .25em 0 .5em; }
        .key.dot { width: 9px; height: 9px; border-radius: 50%; background: var(--mark); margin-left: 0; }
        .key.tick { width: 0; height: 12px; border-left: 2px solid var(--soft); }
        .key.bar { width: 0; height: 12px; border-left: 2px dotted var(--soft); }
        .columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 2.5rem; }
        ul { margin: 0; padding-left: 1.1rem; font-size: .9rem; }
        li { margin-bottom: .35rem; }
        footer { color: var(--soft); font-size: .8rem; border-top: 1px solid var(--line); padding-top: .75rem; }
        @media (max-width: 720px) {
          .columns { grid-template-columns: 1fr; }
          section, article { overflow-x: auto; }
        }
        @media print {
          @page { size: A4; margin: 16mm 14mm; }
          html { font-size: 11px; }
          body { max-width: none; padding: 0; }
          .skip { display: none; }
          a { color: inherit; text-decoration: none; }
          article { break-before: page; }
          h2, h3 { break-after: avoid; }
          tr, li { break-inside: avoid; }
          thead { display: table-header-group; }
          .plot { width: 180px; }
          svg { width: 170px; height: 14px; }
          .risk, .notice, .key, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
        }
        """
}
