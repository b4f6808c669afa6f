// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// What takes long to compile stands in .inl files: inline in every source of those who use the headers alone, and compiled once, in the
/// library, for those who link it (CASUS_CORE, which casus::casus defines).
#ifdef CASUS_CORE
#define CASUS_INLINE
#else
#define CASUS_INLINE inline
#endif
