/// The page of `report.html`, in Mustache. A Swift text and no resource file, so that the program can be moved without it.
///
/// Everything from data goes through double braces and is escaped; only the style sheet, which is ours, is not.
enum ReportTemplate {
    static let page = #"""
        {{% CONTENT_TYPE:SCALAR_ESCAPED_HTML}}<!DOCTYPE html>
        <html lang="{{languageTag}}">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="robots" content="noindex">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
        <title>{{t.title}}</title>
        <style>
        {{{style}}}
        </style>
        </head>
        <body>
        <a class="skip" href="#list">{{t.skip}}</a>
        <header>
        <h1>{{t.title}}</h1>
        <p class="period">{{t.period}} <strong>{{period}}</strong></p>
        <dl class="counts">
        {{#counts}}<div><dt>{{name}}</dt><dd>{{value}}</dd></div>
        {{/counts}}</dl>
        <p class="notice" role="note">{{notice}}</p>
        </header>
        <main>
        <section aria-labelledby="list">
        <h2 id="list">{{t.list}}</h2>
        {{^leads}}<p>{{t.none}}</p>{{/leads}}
        {{#hasLeads}}<table class="list">
        <thead><tr><th scope="col" class="n">#</th><th scope="col" class="n">{{t.score}}</th><th scope="col">{{t.risk}}</th><th scope="col">{{t.scenario}}</th><th scope="col">{{t.subject}}</th><th scope="col">{{t.reason}}</th><th scope="col" class="n">{{t.amount}}</th></tr></thead>
        <tbody>
        {{#leads}}<tr><td class="n"><a href="#{{leadID}}">{{rank}}</a></td><td class="n">{{score}}</td><td><span class="risk {{risk}}">{{riskText}}</span></td><td class="scenario">{{title}}</td><td><span class="kind">{{kind}}</span> <span class="id">{{subject}}</span></td><td>{{firstReason}}</td><td class="n">{{amount}}</td></tr>
        {{/leads}}</tbody>
        </table>{{/hasLeads}}
        </section>
        {{#leads}}
        <article id="{{leadID}}" aria-labelledby="h-{{leadID}}">
        <h2 id="h-{{leadID}}"><span class="rank">{{rank}}</span> {{title}} <span class="risk {{risk}}">{{t.risk}} {{riskText}}</span></h2>
        <dl class="facts">
        <div><dt>{{kind}}</dt><dd class="id">{{subject}}</dd></div>
        <div><dt>{{t.score}}</dt><dd>{{score}} / 100</dd></div>
        <div><dt>{{t.amount}}</dt><dd>{{amount}}{{#gross}} <span class="aside">{{t.gross}} {{gross}}</span>{{/gross}}</dd></div>
        <div><dt>{{t.period}}</dt><dd>{{period}}</dd></div>
        <div><dt>{{t.basis}}</dt><dd>{{basis}}</dd></div>
        <div><dt>{{t.leadID}}</dt><dd class="id">{{leadID}}</dd></div>
        </dl>
        {{#facilities}}<p class="ids"><span>{{name}}</span> {{value}}</p>{{/facilities}}
        {{#members}}<p class="ids"><span>{{name}}</span> {{value}}</p>{{/members}}
        <h3>{{t.why}}</h3>
        <p class="aside">{{comparison}}</p>
        <table class="reasons">
        <thead><tr><th scope="col">{{t.reason}}</th><th scope="col" class="n">{{t.value}}</th><th scope="col" class="n">{{t.median}}</th><th scope="col" class="n">P99</th><th scope="col" class="plot"><span class="key dot"></span>{{t.value}} <span class="key tick"></span>{{t.median}} <span class="key bar"></span>P99</th></tr></thead>
        <tbody>
        {{#reasons}}<tr><th scope="row">{{title}}</th><td class="n strong">{{value}}</td><td class="n">{{median}}</td><td class="n">{{high}}</td><td class="plot">{{#plot}}<svg viewBox="0 0 240 20" role="img" aria-label="{{label}}"><line class="axis" x1="6" y1="10" x2="234" y2="10"/>{{#medianX}}<line class="median" x1="{{medianX}}" y1="4" x2="{{medianX}}" y2="16"/>{{/medianX}}{{#highX}}<line class="high" x1="{{highX}}" y1="3" x2="{{highX}}" y2="17"/>{{/highX}}<circle class="value" cx="{{valueX}}" cy="10" r="5"/></svg>{{/plot}}{{^plot}}<span class="aside">{{t.noPeers}}</span>{{/plot}}</td></tr>
        {{/reasons}}</tbody>
        </table>
        <div class="columns">
        <div>
        <h3>{{t.checked}}</h3>
        <ul>
        {{#checked}}<li>{{name}}：<span class="aside">{{value}}</span></li>
        {{/checked}}{{#exemptions}}<li>{{t.exempted}} {{.}}</li>
        {{/exemptions}}</ul>
        {{^hasChecks}}<p class="aside">{{t.noChecks}}</p>{{/hasChecks}}
        </div>
        <div>
        <h3>{{t.referral}}</h3>
        <ul>
        {{#referral}}<li><strong>{{authority}}</strong><br>{{article}}<br><span class="aside">{{t.request}}{{request}}</span></li>
        {{/referral}}</ul>
        </div>
        </div>
        <h3>{{t.evidence}}</h3>
        <p class="aside">{{evidenceCount}}</p>
        {{#hasEvidence}}<table class="evidence">
        <thead><tr><th scope="col">{{t.table}}</th><th scope="col">{{t.key}}</th><th scope="col">{{t.note}}</th></tr></thead>
        <tbody>
        {{#evidence}}<tr><td>{{table}}</td><td class="id">{{key}}</td><td>{{note}}</td></tr>
        {{/evidence}}</tbody>
        </table>{{/hasEvidence}}
        {{#hasRelated}}<p class="ids"><span>{{t.related}}</span>{{#related}} {{#listed}}<a href="#{{leadID}}">{{text}}</a>{{/listed}}{{^listed}}{{text}}{{/listed}}{{/related}}</p>{{/hasRelated}}
        <p class="notice small">{{notice}}</p>
        </article>
        {{/leads}}
        <section aria-labelledby="data">
        <h2 id="data">{{t.data}}</h2>
        <table class="quality">
        <thead><tr><th scope="col">{{t.kind}}</th><th scope="col">{{t.item}}</th><th scope="col" class="n">{{t.count}}</th><th scope="col" class="n">{{t.of}}</th><th scope="col">{{t.note}}</th></tr></thead>
        <tbody>
        {{#quality}}<tr><td>{{kind}}</td><td>{{item}}</td><td class="n">{{count}}</td><td class="n">{{total}}</td><td>{{note}}</td></tr>
        {{/quality}}</tbody>
        </table>
        </section>
        </main>
        <footer>{{footer}}</footer>
        </body>
        </html>

        """#
}
