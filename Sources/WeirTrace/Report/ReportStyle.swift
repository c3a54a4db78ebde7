/// How the report looks: on screens, light and dark, and on paper.
enum ReportStyle {
  static let css: StaticString = """
    :root{color-scheme:light dark;--ink:#16202b;--soft:#56626f;--line:#d5dbe1;--paper:#fff;\
    --panel:#f4f6f8;--accent:#0b5cad;--thief:#b3261e;--held:#b26a00;--custody:#1b7f4b;\
    --mixer:#7a3fb0;--fees:#7b8794;--destroyed:#3b4754;--unfollowed:#a8b2bd}
    @media (prefers-color-scheme:dark){:root{--ink:#e7ecf1;--soft:#9fabb8;--line:#35414d;\
    --paper:#12181e;--panel:#1a222a;--accent:#6db3f8;--thief:#f2847c;--held:#f0b35c;\
    --custody:#5ccb93;--mixer:#c194ee;--fees:#8a96a3;--destroyed:#b8c2cc;--unfollowed:#5d6976}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);\
    font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif}
    main,header,footer{max-width:1120px;margin:0 auto;padding:0 24px}
    header{padding-top:32px;border-bottom:3px solid var(--ink);padding-bottom:16px}
    h1{font-size:30px;line-height:1.2;margin:4px 0 8px}
    h2{font-size:20px;margin:36px 0 8px;padding-bottom:4px;border-bottom:1px solid var(--line)}
    h3{font-size:16px;margin:20px 0 6px}
    p{margin:8px 0;max-width:78ch}
    .kind{text-transform:uppercase;letter-spacing:.08em;font-size:12px;color:var(--soft);margin:0}
    .marking{display:inline-block;background:#000;padding:2px 10px;\
    font:700 13px/1.6 ui-monospace,monospace}
    .marking.clear{color:#fff}.marking.green{color:#33ff00}.marking.amber{color:#ffc000}\
    .marking.red{color:#ff2b2b}
    .none,.soft,caption{color:var(--soft)}
    .scroll{overflow-x:auto;margin:12px 0}
    table{border-collapse:collapse;width:100%;font-size:13.5px;font-variant-numeric:tabular-nums}
    caption{text-align:left;padding:4px 0;font-size:13px}
    th,td{padding:6px 10px;text-align:left;vertical-align:top;border-bottom:1px solid var(--line);\
    font-weight:400}
    thead th{font-weight:600;border-bottom:2px solid var(--ink);white-space:nowrap}
    .n{text-align:right;white-space:nowrap}
    .label{font-weight:600}.share{color:var(--soft);font-size:12px}
    .when{white-space:nowrap;font-size:12.5px}
    .account{overflow-wrap:anywhere;min-width:20ch}
    .chain{font-size:11px;color:var(--soft);border:1px solid var(--line);border-radius:3px;\
    padding:0 4px;white-space:nowrap}
    code{font:12.5px/1.45 ui-monospace,"SF Mono",Menlo,Consolas,monospace;overflow-wrap:anywhere}
    pre{background:var(--panel);border:1px solid var(--line);padding:10px 14px;overflow-x:auto}
    .bar{display:flex;height:26px;margin:6px 0;border-radius:4px;overflow:hidden;\
    border:1px solid var(--line)}
    .bar svg{width:100%;height:100%;display:block}
    .legend{display:flex;flex-wrap:wrap;gap:4px 20px;list-style:none;padding:0;margin:6px 0;\
    font-size:13px}
    .legend svg{width:12px;height:12px;margin-right:6px;vertical-align:-1px}
    .s-held{fill:var(--held)}.s-custody{fill:var(--custody)}.s-mixer{fill:var(--mixer)}\
    .s-fees{fill:var(--fees)}.s-destroyed{fill:var(--destroyed)}\
    .s-unfollowed{fill:var(--unfollowed)}
    figure{margin:12px 0;overflow-x:auto;border:1px solid var(--line);border-radius:6px;\
    padding:8px;background:var(--paper)}
    figcaption{color:var(--soft);font-size:13px;padding:4px 0}
    .flow{display:block}
    .flow text{font:12px system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:var(--ink)}
    .flow .sub{font-size:10.5px;fill:var(--soft)}
    .flow .amount{font-size:10.5px;fill:var(--soft);paint-order:stroke;stroke:var(--paper);\
    stroke-width:3px;stroke-linejoin:round}
    .flow rect{fill:var(--panel);stroke:var(--soft);stroke-width:1}
    .flow .k-source rect{stroke:var(--thief);stroke-width:2.5}
    .flow .k-held rect{stroke:var(--held);stroke-width:2.5}
    .flow .k-custody rect{stroke:var(--custody);stroke-width:2.5}
    .flow .k-mixer rect{stroke:var(--mixer);stroke-width:2.5}
    .flow .k-service rect{stroke:var(--accent);stroke-width:1.5}
    .flow path{fill:none;stroke:var(--soft);stroke-opacity:.45}
    .flow path.claim{stroke:var(--accent)}
    .flow path:hover{stroke:var(--accent);stroke-opacity:.9}
    footer{margin-top:40px;padding-top:12px;padding-bottom:32px;border-top:1px solid var(--line);\
    color:var(--soft);font-size:13px}
    @page{size:A4;margin:16mm}
    @page flow{size:A4 landscape;margin:12mm}
    @media print{:root{color-scheme:light;--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;\
    --panel:#f4f4f4}
    body{font-size:10.5pt}main,header,footer{max-width:none;padding-left:0;padding-right:0}
    .scroll,figure{overflow:visible}table{font-size:8.5pt}code{font-size:7.5pt}
    tr,figure{break-inside:avoid}thead{display:table-header-group}h2{break-after:avoid}
    #flow{page:flow}.flow{width:100%;height:auto;max-height:165mm}
    .bar,.marking,.legend svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
    """
}
