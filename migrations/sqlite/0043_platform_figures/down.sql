DROP VIEW platform_figures_readable;
DROP TABLE platform_figures;
