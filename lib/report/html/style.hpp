// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace casus::html {

/// The style of a page, without the colours and the rules of charts.
inline constexpr std::string_view style = R"(*{box-sizing:border-box}
html{color-scheme:light dark;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--casus-back);color:var(--casus-text);
font:17px/1.55 Georgia,'Noto Serif','Liberation Serif',serif;overflow-wrap:break-word}
.sans,nav,table,figcaption,.card,.marks,footer,summary,dl,.note{
font-family:system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif}
header,main,nav,footer{max-width:50rem;margin:0 auto;padding:0 1rem}
header{padding-top:2.2rem}
h1{font-size:2.1rem;line-height:1.15;margin:0 0 .8rem;max-width:46rem;text-wrap:balance}
h2{font-size:1.4rem;line-height:1.25;margin:3rem 0 .6rem;padding-top:.7rem;
border-top:2px solid var(--casus-text)}
h3{font-size:1.1rem;line-height:1.3;margin:2rem 0 .4rem}
p,ul.notes{max-width:42rem;margin:.5rem 0 .9rem}
a{color:var(--casus-1)}
a:focus-visible,summary:focus-visible,.box:focus-visible{outline:3px solid var(--casus-1);outline-offset:2px}
.byline{font:.95rem/1.45 system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;color:var(--casus-muted)}
.lead{font-size:1.25rem;line-height:1.5;max-width:44rem}
.items{display:grid;gap:1.2rem;margin:1rem 0;grid-template-columns:minmax(0,1fr)}
.item{border:1px solid var(--casus-grid);border-left:4px solid var(--casus-1);padding:.7rem .9rem;min-width:0}
.item h3{margin:0 0 .5rem;font-size:1.05rem}
.item dl{margin:0;font-size:.93rem;grid-template-columns:minmax(5rem,8.5rem) minmax(0,1fr)}
.item dd{font-family:Georgia,'Noto Serif','Liberation Serif',serif}
.skip{position:absolute;left:-100rem;top:0;background:var(--casus-back);padding:.5rem 1rem}
.skip:focus{left:0}
nav ul{list-style:none;margin:1rem 0 0;padding:.6rem 0;border-top:1px solid var(--casus-grid);
border-bottom:1px solid var(--casus-grid);display:flex;flex-wrap:wrap;gap:.25rem 1.4rem;font-size:.9rem}
nav a{display:inline-block;padding:.15rem 0}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15rem,1fr));gap:1rem;
margin:1.2rem 0;padding:0;list-style:none}
.card{border:1px solid var(--casus-grid);border-top:4px solid var(--casus-1);padding:.7rem .9rem;
line-height:1.4}
.card p{margin:0;max-width:none}
.card .value{font-size:2rem;font-weight:600;line-height:1.25;font-variant-numeric:tabular-nums}
.card .small,.note{font-size:.86rem;color:var(--casus-muted)}
.card .small b{color:var(--casus-text);font-weight:600}
figure{margin:1.4rem 0 1.8rem}
figcaption{font-size:.98rem;font-weight:600;line-height:1.35;margin:0 0 .4rem;max-width:46rem}
.casus-chart{display:block;max-width:100%;height:auto}
.small-screen{display:none}
.box{overflow-x:auto;max-width:100%}
.box.broad{max-width:none}
.box .casus-chart{max-width:none}
table{border-collapse:collapse;font-size:.86rem;line-height:1.4;margin:.4rem 0 1rem;
min-width:min(100%,30rem)}
caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{text-align:left;vertical-align:top;padding:.35rem 1rem .35rem 0;
border-bottom:1px solid var(--casus-grid)}
th{font-weight:600}
thead th{border-bottom:2px solid var(--casus-text);white-space:nowrap;vertical-align:bottom}
tbody th{font-weight:400}
tbody th b{font-weight:600}
td.number,th.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
td.words{min-width:16rem;max-width:30rem}
tbody th{min-width:10rem;max-width:24rem}
.mark{white-space:nowrap;border:1px solid var(--casus-muted);border-radius:.7rem;padding:0 .5rem}
.mark.checked{border-color:var(--casus-3);color:var(--casus-3)}
code{font-family:ui-monospace,'Cascadia Mono','Liberation Mono',monospace;
font-size:.92em;overflow-wrap:anywhere}
.asked{display:block;color:var(--casus-muted);font-size:.8rem}
b,.value{white-space:normal}
.card b{white-space:nowrap}
@media (min-width:66rem){.broad{width:min(100vw - 3rem,72rem);
margin-left:calc(50% - min(50vw - 1.5rem,36rem))}}
details{margin:.4rem 0 1rem}
summary{cursor:pointer;color:var(--casus-1);font-size:.9rem;padding:.25rem 0;width:fit-content}
dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.35rem 1.2rem;
font-size:.9rem;max-width:60rem}
dt{color:var(--casus-muted)}
dd{margin:0;overflow-wrap:anywhere}
ul.notes{padding-left:1.1rem;font-size:.9rem;max-width:60rem}
footer{margin-top:3rem;padding-top:1rem;padding-bottom:2.5rem;
border-top:1px solid var(--casus-grid);font-size:.86rem;color:var(--casus-muted)}
@media (max-width:46rem){
body{font-size:16px}
h1{font-size:1.6rem}
h2{font-size:1.25rem}
header{padding-top:1.3rem}
.wide-screen{display:none}
.small-screen{display:block}
dl,.item dl{grid-template-columns:minmax(0,1fr);gap:0}
.lead{font-size:1.1rem}
dd{margin-bottom:.6rem}
tbody th .asked{display:none}
}
@media print{
@page{margin:18mm 16mm}
body{font-size:10.5pt}
nav,.skip{display:none}
h2{break-after:avoid}
h3,figcaption,caption{break-after:avoid}
figure,.card,.item,tr{break-inside:avoid}
thead{display:table-header-group}
.wide-screen{display:block}
.small-screen{display:none}
.box{overflow:visible}
.broad{width:auto;margin-left:0}
.box .casus-chart{max-width:100%}
td.words{min-width:8rem}
a{color:inherit;text-decoration:none}
}
)";

}  // namespace casus::html
