// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Function bodies that are not on a hot path stand in .inl files. Users of the headers alone compile them inline in each source; the library
/// compiles them once for programs that link it (casus::casus defines CASUS_CORE). A header that has an .inl file includes it at its end
/// unless CASUS_CORE is defined.
#ifdef CASUS_CORE
#define CASUS_INLINE
#else
#define CASUS_INLINE inline
#endif
